import { Duration } from 'cdk8s';
import { EvictionPolicy, Formation, Keeper } from '../../../src';
import { diff } from '../../../src/cli/diff';
import { cluster, object, only, said, withField } from '../manifests';

test('a Job that runs something else is another Job, in the place of the former', () => {
  const [old, now] = [cluster(), cluster({ formation: Formation.job({ wait: Duration.minutes(10) }) })];
  const name = (manifests: typeof old) => manifests.find(({ kind }) => kind === 'Job')!.metadata.name;
  const { object: job, changes } = only('new', diff(old, now));
  expect(job).toBe(`Job redis/${name(now)}`);
  expect(changes).toEqual([`in the place of ${name(old)}`]);
  expect(diff(old, now).map(({ outlook }) => outlook)).not.toContain('removed');
});

test('another Job is not in its place', () => {
  const job = (name: string) => [{ ...object('Job', {}, 'batch/v1'), metadata: { name } }];
  expect(said(job('a'), job('b'))).toEqual(['removed: Job a: not in NEW', 'new: Job b: not in OLD']);
});

test('a cluster that is not in NEW is one finding, with all that goes', () => {
  const other = object('Secret', {});
  const { object: title, changes, why } = only('removed', diff([...cluster(), other], [other]));
  expect(title).toBe('StatefulSet redis/cache');
  expect(changes).toHaveLength(cluster().length);
  expect(why).toMatch(/its pods go with it.*claims go or stay/);
});

test('a cluster of another name is a new one', () => {
  const renamed = cluster({ name: 'sessions' });
  const findings = diff(cluster(), renamed);
  expect(only('removed', findings).object).toBe('StatefulSet redis/cache');
  expect(findings.filter(({ outlook }) => outlook === 'new')).toHaveLength(renamed.length);
});

test('so is one of another namespace', () => {
  expect(only('removed', diff(cluster(), cluster({}, { namespace: 'other' }))).changes).toHaveLength(cluster().length);
});

test('an object that is not in NEW is said by itself, with what its end means', () => {
  expect(said(cluster(), cluster({ keeper: Keeper.none() }))).toContain('removed: Deployment redis/cache-keeper: not in NEW');
  for (const kind of ['Service', 'ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim', 'Namespace', 'DaemonSet']) {
    expect(only('removed', diff([object(kind, {})], [])).why).toMatch(/^kubectl apply leaves .*: \S/);
  }
});

test('a rollout says what changed in what the pods mount', () => {
  const changes = only('rolls', diff(cluster(), cluster({ evictionPolicy: EvictionPolicy.ALL_KEYS_LRU }))).changes;
  expect(changes).toEqual(['redis.conf: maxmemory-policy: noeviction -> allkeys-lru']);
  const script = withField(cluster(), 'ConfigMap cache-scripts', 'data', { 'probe.sh': 'exit 0\n' });
  const rolled = withField(script, 'StatefulSet cache', 'spec.template.metadata.annotations', { 'cdk8s-redis-cluster/checksum': 'other' });
  expect(only('rolls', diff(cluster(), rolled)).changes).toEqual(expect.arrayContaining(['data[probe.sh]: another text', 'data[start.sh]: gone']));
});

test('a checksum that nothing explains stands for itself', () => {
  const rolled = withField(cluster(), 'StatefulSet cache', 'spec.template.metadata.annotations', { 'cdk8s-redis-cluster/checksum': 'other' });
  expect(only('rolls', diff(cluster(), rolled)).changes).toEqual([
    expect.stringMatching(/^spec\.template\.metadata\.annotations\[cdk8s-redis-cluster\/checksum\]: \w{16} -> other$/),
  ]);
});
