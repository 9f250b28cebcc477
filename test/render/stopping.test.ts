import { Duration, Size } from 'cdk8s';
import { Layout, Persistence, RedisClusterProps } from '../../src';
import { settle } from '../../src/render/settings';
import { handoverSeconds, minGracePeriod } from '../../src/render/stopping';

const grace = (props: RedisClusterProps) =>
  settle({ ...props, name: 'cache' }, { nameIsId: false, serviceName: 'cache-nodes', objects: [] }).terminationGracePeriod.toSeconds();

const snapshots = Persistence.snapshots();
const limit = { memory: { limit: Size.gibibytes(10) } };

test.each<[string, RedisClusterProps, number]>([
  ['20 s', {}, 20],
  ['20 s with snapshots beside the append-only file', { persistence: Persistence.appendOnlyAndSnapshots(), maxMemory: Size.gibibytes(8) }, 20],
  ['20 s without any file', { persistence: Persistence.none(), maxMemory: Size.gibibytes(8) }, 20],
  ['20 s more for each GiB where a last snapshot is written', { persistence: snapshots, maxMemory: Size.gibibytes(8) }, 180],
  ['as much for 70 % of a memory limit', { persistence: snapshots, resources: limit }, 160],
  ['as much for a maximum beside a limit', { persistence: snapshots, maxMemory: Size.gibibytes(1), resources: limit }, 40],
  ['part of a GiB, rounded up', { persistence: snapshots, maxMemory: Size.mebibytes(10) }, 21],
  ['10 minutes more where nothing bounds the keys', { persistence: snapshots }, 620],
  ['no more for a few StatefulSets side by side', { layout: Layout.statefulSetPerShard(), shards: 10 }, 20],
  ['more where many masters may be in line', { layout: Layout.statefulSetPerShard(), shards: 100 }, 65],
  ['what the user says', { persistence: snapshots, terminationGracePeriod: Duration.seconds(30) }, 30],
])('a pod may take to stop: %s', (_, props, expected) => {
  expect(grace(props)).toBe(expected);
});

test('the default is never refused', () => {
  for (const [layout, sets] of [
    [Layout.singleStatefulSet(), 1],
    [Layout.statefulSetPerShard(), 100],
  ] as const) {
    const least = minGracePeriod(sets).toSeconds();
    expect(grace({ layout, shards: 100, persistence: snapshots, maxMemory: Size.mebibytes(8) })).toBeGreaterThanOrEqual(least);
    expect(grace({ layout, shards: 100 })).toBeGreaterThanOrEqual(least);
  }
});

test.each([
  ['13 s of the default', 20, Persistence.appendOnly(), 13],
  ['all that a longer one has besides', 60, Persistence.appendOnly(), 53],
  ['nothing of what the last snapshot may take', 180, snapshots, 13],
  ['13 s of the shortest', 18, Persistence.appendOnly(), 13],
])('a handover may take %s', (_, seconds, persistence, expected) => {
  expect(handoverSeconds(Duration.seconds(seconds), persistence, 8 * 1024 ** 3, 1)).toBe(expected);
});
