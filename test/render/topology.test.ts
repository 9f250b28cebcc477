import { Layout } from '../../src';
import { hostFrom, otherLayoutPods, podCount, podNames, serverSets } from '../../src/render/topology';

const single = { name: 'cache', shards: 3, replicasPerShard: 1, layout: Layout.singleStatefulSet() };
const perShard = { ...single, layout: Layout.statefulSetPerShard() };

test('each shard has a master and its replicas', () => {
  expect(podCount(3, 1)).toBe(6);
  expect(podCount(5, 0)).toBe(5);
});

test('pods are in the order of their roles, in whichever StatefulSets they are', () => {
  expect(podNames(single)).toEqual(['cache-0', 'cache-1', 'cache-2', 'cache-3', 'cache-4', 'cache-5']);
  expect(podNames(perShard)).toEqual(['cache-0-0', 'cache-1-0', 'cache-2-0', 'cache-0-1', 'cache-1-1', 'cache-2-1']);
  expect(podNames({ ...perShard, replicasPerShard: 2 }).slice(6)).toEqual(['cache-0-2', 'cache-1-2', 'cache-2-2']);
});

test('each StatefulSet has as many pods as there are names of its own', () => {
  expect(serverSets(single)).toEqual([{ name: 'cache', pods: 6 }]);
  expect(serverSets(perShard)).toEqual([0, 1, 2].map((shard) => ({ name: `cache-${shard}`, pods: 2, shard })));
});

test.each([NaN, Infinity, -1, 0.5, 1e21])('%d shards have no StatefulSets', (shards) => {
  expect(serverSets({ ...perShard, shards })).toEqual([]);
});

test('the pods of the other layout are those that its first masters would be', () => {
  expect(otherLayoutPods(single)).toEqual(['cache-0-0', 'cache-1-0', 'cache-2-0']);
  expect(otherLayoutPods({ ...perShard, shards: 7 })).toEqual(['cache-0', 'cache-1', 'cache-2']);
});

test.each([
  ['shop', 'shop', 'cache'],
  ['shop', 'blog', 'cache.shop.svc'],
  ['shop', undefined, 'cache.shop.svc'],
  [undefined, undefined, 'cache'],
])('a name of %s looked up from %s', (namespace, from, host) => {
  expect(hostFrom('cache', namespace, from)).toBe(host);
});
