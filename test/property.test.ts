import { spawnSync } from 'node:child_process';
import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { RedisCluster, RedisClusterProps } from '../src';
import { schemaProblems } from './kubernetes-schema';
import { randomId, randomNamespace, randomProps } from './random-props';
import { Manifest } from './synth';

/** The scripts are the same for every input, and most of the text: YAML is written and read five times as fast without them. */
jest.mock('../src/parts/scripts', () => {
  const scripts = () => ({ files: { 'lib.sh': '# lib\n', 'start.sh': 'set -eu\n' }, checksum: '0123456789abcdef' });
  return { nodeScripts: scripts, managerScripts: scripts };
});

/** The same inputs each time, unless a seed says otherwise: a run of `npm test` that fails fails again. */
const SEED = Number(process.env.PROPERTY_SEED ?? 27);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

/** How many accepted inputs a real Kubernetes is asked about (`kubectl apply --dry-run=server`). It takes a KUBECONFIG and about a second each: for nightly runs. */
const APPLIED = Number(process.env.PROPERTY_APPLIED ?? 0);

const REFUSAL = /^(\d+) problems? with RedisCluster [^]*?:\n- /;

/** The manifests of a cluster, or nothing where it is refused, which has to be by the one error. */
function synthesize(id: string, props: RedisClusterProps, namespace: string | undefined): string | undefined {
  const app = Testing.app();
  const chart = new Chart(app, 'test', { namespace });
  try {
    new RedisCluster(chart, id, props);
  } catch (error) {
    const { message } = error as Error;
    const lines = message.split('\n- ').slice(1);
    expect(message).toMatch(REFUSAL);
    expect(lines).toHaveLength(Number(REFUSAL.exec(message)![1]));
    for (const line of lines) expect(line).toMatch(/^\S.* must be .*, got .*: .*[^.]$/);
    return undefined;
  }
  return (App.of(chart) as App).synthYaml();
}

/** What Kubernetes would refuse and its schemas do not know of: names, labels, numbers that are none. */
function nameProblems({ kind, metadata, spec }: Manifest): string[] {
  const DNS = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
  const labels = { ...metadata.labels, ...spec?.template?.metadata?.labels, ...spec?.selector?.matchLabels };
  const longest = { Job: 63, Service: 63, StatefulSet: 52 }[kind as string] ?? 253;
  return [
    ...[metadata.name, metadata.namespace ?? 'default'].filter((name) => !DNS.test(name)),
    ...[metadata.name].filter((name) => name.length > longest || (kind === 'Service' && !/^[a-z]/.test(name))),
    ...Object.entries(labels).flatMap(([key, value]) =>
      typeof value === 'string' && /^([a-z0-9.-]+\/)?[\w.-]{1,63}$/i.test(key) && /^([a-z0-9]([\w.-]{0,61}[a-z0-9])?)?$/i.test(value)
        ? []
        : [`${key}: ${value}`],
    ),
  ];
}

function problems(yaml: string): string[] {
  const manifests: Manifest[] = parseAllDocuments(yaml, { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
  const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index),
    ...(/(^|\s)(NaN|\.nan|\.inf|undefined)$/m.test(yaml) ? ['a number that is none'] : []),
    ...manifests.flatMap((manifest) => [...schemaProblems(manifest), ...nameProblems(manifest)].map((problem) => `${manifest.kind}: ${problem}`)),
  ];
}

test(
  `each of ${RUNS} random inputs is refused by the one error or makes manifests that validate`,
  () => {
    const accepted = { yes: 0, no: 0 };
    fc.assert(
      fc.property(randomId, randomProps, randomNamespace, (id, props, namespace) => {
        const yaml = synthesize(id, props, namespace);
        accepted[yaml === undefined ? 'no' : 'yes']++;
        if (yaml !== undefined) expect(problems(yaml)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Neither half may run dry.
    expect(Math.min(accepted.yes, accepted.no)).toBeGreaterThan(RUNS / 6);
  },
  20 * 60_000,
);

if (APPLIED > 0) {
  const namespace = 'property-test';
  const modes = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
  const restricted = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: Object.fromEntries(modes) } };

  const kubectl = (input: string, ...words: string[]) => {
    const { status, stderr } = spawnSync('kubectl', words, { input, encoding: 'utf8', timeout: 10 * 60_000 });
    return { status, stderr };
  };

  /** So many go into one call: most of a call's time is its start. */
  const TOGETHER = 20;

  /** What cert-manager makes known, where it is not there itself. */
  const definition = 'crds/certificates.cert-manager.io.yaml';
  let isForeign = false;

  beforeAll(() => {
    isForeign = kubectl('', 'get', 'crd', 'certificates.cert-manager.io').status === 0;
    if (!isForeign) expect(kubectl('', 'create', '-f', definition).status).toBe(0);
    expect(kubectl('', 'wait', '--for=condition=Established', '--timeout=60s', 'crd/certificates.cert-manager.io').status).toBe(0);
    expect(kubectl(JSON.stringify(restricted), 'apply', '-f', '-')).toEqual({ status: 0, stderr: '' });
  }, 120_000);
  afterAll(() => {
    expect(kubectl('', 'delete', 'namespace', namespace, '--wait=false').status).toBe(0);
    if (!isForeign) expect(kubectl('', 'delete', '-f', definition, '--wait=false').status).toBe(0);
  }, 120_000);

  test(
    `${APPLIED} of them pass the API server, in a restricted namespace and without a warning`,
    () => {
      const inputs = fc.sample(fc.tuple(randomId, randomProps), { seed: SEED, numRuns: 20 * APPLIED });
      const accepted: string[] = [];
      for (const [id, props] of inputs) {
        const yaml = accepted.length < APPLIED && synthesize(id, props, namespace);
        if (yaml) accepted.push(yaml);
      }
      expect(accepted).toHaveLength(APPLIED);
      for (let first = 0; first < APPLIED; first += TOGETHER) {
        const yaml = accepted.slice(first, first + TOGETHER).join('---\n');
        expect({ first, ...kubectl(yaml, 'apply', '--dry-run=server', '-f', '-') }).toEqual({ first, status: 0, stderr: '' });
      }
    },
    60 * 60_000,
  );
}
