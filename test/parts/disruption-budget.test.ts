import { ApiObject, JsonPatch } from 'cdk8s';
import { Layout, RedisCluster } from '../../src';
import { chart, object, objects } from '../synth';

test('evictions take one pod that holds data at a time, and one that is not ready only while all others are', () => {
  const scope = chart();
  const redis = new RedisCluster(scope, 'cache', { labels: { team: 'shop' }, annotations: { owner: 'me' } });
  const { metadata, spec } = object(scope, 'PodDisruptionBudget', 'cache');
  expect(spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: redis.podLabels },
    unhealthyPodEvictionPolicy: 'IfHealthyBudget',
  });
  expect(metadata).toMatchObject({ labels: { team: 'shop' }, annotations: { owner: 'me' } });
});

test('where each shard has a StatefulSet, one pod of each may be away', () => {
  const scope = chart();
  const redis = new RedisCluster(scope, 'cache', { layout: Layout.statefulSetPerShard() });
  const budgets = objects(scope).filter(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budgets.map(({ metadata, spec }) => [metadata.name, spec.maxUnavailable, spec.selector.matchLabels])).toEqual(
    [0, 1, 2].map((shard) => [`cache-${shard}`, 1, { ...redis.podLabels, 'cdk8s-redis-cluster/shard': `${shard}` }]),
  );
});

test('it can be changed and left out', () => {
  const scope = chart();
  const one = new RedisCluster(scope, 'one');
  const none = new RedisCluster(scope, 'none', { disruptionBudget: false });
  ApiObject.of(one.disruptionBudget!).addJsonPatch(JsonPatch.replace('/spec/unhealthyPodEvictionPolicy', 'AlwaysAllow'));
  expect(object(scope, 'PodDisruptionBudget', 'one').spec.unhealthyPodEvictionPolicy).toBe('AlwaysAllow');
  expect(objects(scope).filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(1);
  expect(none.disruptionBudget).toBeUndefined();
});
