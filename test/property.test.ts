import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { schemaProblems } from './kubernetes-schema';
import { synthesize } from './random-cluster';
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
