import { Duration, Size } from 'cdk8s';
import { Layout, RedisClusterProps, Separation, Storage } from '../../../src';
import { diff } from '../../../src/cli/diff';
import { cluster, only } from '../manifests';

const PER_SHARD = { layout: Layout.statefulSetPerShard() };

const advice = (old: RedisClusterProps, now: RedisClusterProps) => only('data', diff(cluster(old), cluster(now))).steps;

test('a cluster does not move to the other layout, whatever else changes', () => {
  const found = diff(cluster({ replicasPerShard: 0 }), cluster({ ...PER_SHARD, shards: 4, nodeTimeout: Duration.seconds(6) }));
  const { object, changes, why } = only('data', found);
  expect(object).toBe('StatefulSet redis/cache-0');
  expect(changes).toEqual(['layout: a single StatefulSet -> a StatefulSet per shard']);
  expect(why).toContain('other-layout');
  expect(only('removed', found).changes).toEqual(['StatefulSet redis/cache', 'PodDisruptionBudget redis/cache']);
});

test('nor back', () => {
  const found = diff(cluster({ ...PER_SHARD, replicasPerShard: 2 }), cluster({ replicasPerShard: 0 }));
  expect(only('data', found).changes).toEqual(['layout: a StatefulSet per shard -> a single StatefulSet']);
  const { object, changes } = only('removed', found);
  expect(object).toBe('StatefulSet redis/cache-0');
  expect(changes).toHaveLength(6);
});

test('what to do instead, and how to take it back: with what the other layout has made', () => {
  expect(advice({}, PER_SHARD)).toEqual([
    expect.stringContaining('apply NEW under another name'),
    'where NEW has been applied: apply OLD again, then kubectl --namespace redis delete statefulset,pdb cache-0 cache-1 cache-2 --ignore-not-found',
  ]);
  const storage = Storage.persistentVolumes({ size: Size.gibibytes(1) });
  expect(advice({ ...PER_SHARD, storage }, { storage })[1]).toMatch(
    /apply OLD again, then .* delete statefulset,pdb cache --ignore-not-found, and the claims .*: data-cache-0 .* data-cache-5$/,
  );
});

test('the layout that there is may change how firmly pods keep apart', () => {
  const found = diff(cluster(PER_SHARD), cluster({ layout: Layout.statefulSetPerShard({ nodes: Separation.PREFERRED }) }));
  expect([...new Set(found.map(({ outlook }) => outlook))]).toEqual(['rolls']);
});
