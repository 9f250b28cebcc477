import { AntiAffinity } from '../../options/anti-affinity';
import { podCount } from '../topology';
import { MAX_NODES, MIN_SHARDS } from './limits';
import { given, rule } from './rule';
import { isWhole } from './units';

const shards = rule<number>({
  of: (settings) => [settings.shards],
  refused: (count) => !isWhole(count, MIN_SHARDS),
  what: 'shards',
  allowed: `a whole number of ${MIN_SHARDS} or more`,
  change: 'a failed master is replaced by the vote of most masters, so there have to be three',
});

const replicasPerShard = rule<number>({
  of: (settings) => [settings.replicasPerShard],
  refused: (count) => !isWhole(count, 0),
  what: 'replicasPerShard',
  allowed: 'a whole number of 0 or more',
  change: 'say how many further copies of each shard there are to be',
});

const nodes = rule<number>({
  of: (settings) => [podCount(settings.shards, settings.replicasPerShard)],
  refused: (count, settings) => isWhole(settings.shards, MIN_SHARDS) && isWhole(settings.replicasPerShard, 0) && count > MAX_NODES,
  what: 'shards x (1 + replicasPerShard)',
  allowed: `at most ${MAX_NODES}`,
  change: 'the engine is not made for more nodes, so take fewer shards or replicas, or several clusters',
});

const minReplicasToWrite = rule<number>({
  of: (settings) => [settings.minReplicasToWrite],
  refused: (count) => !isWhole(count, 0),
  what: 'minReplicasToWrite',
  allowed: 'a whole number of 0 or more',
  change: 'say without how many replicas in sync a master is to refuse writes; 0 for never',
});

const enoughReplicas = rule<number>({
  of: (settings) => [settings.minReplicasToWrite],
  refused: (count, { replicasPerShard: replicas }) => isWhole(count, 0) && isWhole(replicas, 0) && count > replicas,
  what: 'minReplicasToWrite',
  allowed: (_, settings) => `at most replicasPerShard, which is ${settings.replicasPerShard}`,
  change: 'with more no master could ever write, so lower it or raise replicasPerShard',
});

const requiredNodes = rule<number>({
  of: (settings) => given(settings.antiAffinity?.nodes),
  refused: (count, settings) => !isWhole(count, 1) || count < podCount(settings.shards, settings.replicasPerShard),
  what: 'nodes of AntiAffinity.required',
  allowed: (_, settings) => `a whole number, and at least the number of pods, which is ${podCount(settings.shards, settings.replicasPerShard)}`,
  change: 'some pods would wait for ever, so add nodes, take fewer pods, or use AntiAffinity.preferred()',
});

const oneOfBoth = rule<AntiAffinity>({
  of: (settings) => given(settings.antiAffinity),
  refused: (_, { affinity }) => affinity?.podAntiAffinity !== undefined,
  what: 'antiAffinity',
  allowed: 'absent where affinity has a podAntiAffinity',
  got: ({ nodes: count }) => (count === undefined ? 'AntiAffinity.preferred()' : `AntiAffinity.required({ nodes: ${count} })`),
  change: 'both say how the pods keep apart, so leave one of the two out',
});

const aloneInItsShard = rule<number>({
  of: (settings) => [settings.replicasPerShard],
  refused: (count, { layout }) => layout.perShard !== undefined && count === 0,
  what: 'replicasPerShard',
  allowed: '1 or more with Layout.statefulSetPerShard',
  change: 'its StatefulSets roll side by side, so all shards would be away at once; add a replica, or use Layout.singleStatefulSet()',
});

export const TOPOLOGY = [shards, replicasPerShard, nodes];
export const MIN_REPLICAS = [minReplicasToWrite];
export const ENOUGH_REPLICAS = [enoughReplicas];
export const LAYOUT = [requiredNodes, oneOfBoth, aloneInItsShard];
