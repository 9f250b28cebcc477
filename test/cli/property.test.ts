import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { RedisCluster } from '../../src';
import { diff } from '../../src/cli/diff';
import { Manifest } from '../../src/cli/diff/objects';
import { parseManifests } from '../../src/cli/manifests';
import { randomId, randomNamespace, randomProps } from '../random-props';

jest.mock('../../src/parts/scripts', () => {
  const scripts = () => ({ files: { 'lib.sh': '# lib\n' }, checksum: '0123456789abcdef' });
  return { nodeScripts: scripts, managerScripts: scripts };
});

const SEED = Number(process.env.PROPERTY_SEED ?? 27);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 100);

/** The manifests of a cluster as they are read again, or none where its props are refused. */
function manifests(id: string, props: object, namespace?: string): Manifest[] {
  const chart = new Chart(Testing.app(), 'test', { namespace });
  try {
    new RedisCluster(chart, id, props);
  } catch {
    return [];
  }
  return parseManifests('test', (App.of(chart) as App).synthYaml());
}

test('of a manifest and itself there is nothing to say; of any two each changed object is told', () => {
  let accepted = 0;
  fc.assert(
    fc.property(randomId, randomProps, randomProps, randomNamespace, (id, props, others, namespace) => {
      const [old, now] = [manifests(id, props, namespace), manifests(id, others, namespace)];
      expect(diff(old, old)).toEqual([]);
      if (old.length === 0 || now.length === 0) return;
      accepted++;
      const told = JSON.stringify(diff(old, now));
      const untold = now.filter(
        (object) => !old.some((former) => JSON.stringify(former) === JSON.stringify(object)) && !told.includes(`${object.metadata.name}"`),
      );
      expect(untold.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(accepted).toBeGreaterThan(RUNS / 20);
});
