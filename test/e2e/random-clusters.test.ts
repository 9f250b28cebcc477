import fc from 'fast-check';
import { synthesize } from '../random-cluster';
import { randomId, randomProps } from '../random-props';
import { kubectl, kubectlOutput } from './support/kubectl';
import { scenario } from './support/scenario';

/** The same inputs each time, unless a seed says otherwise. */
const SEED = Number(process.env.PROPERTY_SEED ?? 27);
const CLUSTERS = 200;

/** So many go into one call: most of a call's time is its start. */
const TOGETHER = 20;

/** What cert-manager makes known, where it is not there itself. */
const DEFINITION = 'crds/certificates.cert-manager.io.yaml';
const KIND = 'crd/certificates.cert-manager.io';

scenario('random-clusters', (namespace, step) => {
  let isForeign = false;

  beforeAll(async () => {
    isForeign = (await kubectl(['get', KIND, '--ignore-not-found', '--output=name'])) !== '';
    if (!isForeign) await kubectl(['create', '--filename', DEFINITION]);
    await kubectl(['wait', '--for=condition=Established', '--timeout=60s', KIND]);
  });
  afterAll(async () => {
    if (!isForeign) await kubectl(['delete', '--filename', DEFINITION, '--wait=false']);
  });

  const accepted: string[] = [];
  for (const [id, props] of fc.sample(fc.tuple(randomId, randomProps), { seed: SEED, numRuns: 20 * CLUSTERS })) {
    const yaml = accepted.length < CLUSTERS && synthesize(id, props, namespace.name);
    if (yaml) accepted.push(yaml);
  }

  test(`there are ${CLUSTERS} that are not refused at synthesis`, () => expect(accepted).toHaveLength(CLUSTERS));

  for (let first = 0; first < CLUSTERS; first += TOGETHER) {
    step(`the API server takes the clusters ${first + 1} to ${first + TOGETHER} without a warning`, async () => {
      const yaml = accepted.slice(first, first + TOGETHER).join('---\n');
      const { stderr } = await kubectlOutput(['apply', '--dry-run=server', '--filename=-'], yaml);
      expect(stderr).toBe('');
    });
  }
});
