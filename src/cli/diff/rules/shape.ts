import { Cluster, ClusterPair } from '../clusters';
import { kubectl } from '../objects';
import { besides, changeOf, ClusterRow } from './cluster';

const shards = (cluster: Cluster) => numberOf(cluster.shape.SHARDS);
const replicas = (cluster: Cluster) => numberOf(cluster.shape.REPLICAS);

/** Their names: which layout they are of only they themselves say. */
const podNames = ({ shape }: Cluster) => (shape.PODS ?? '').split(' ');

const otherShards: ClusterRow = {
  changes: (pair) => changeOf(pair, 'shards', shards),
  why: 'slots do not move by themselves: pods that go take the only copies of their slots with them, pods that come get none',
  steps: () => besides(),
};

const fewerReplicas: ClusterRow = {
  changes: (pair) => (sameShards(pair) && replicas(pair.now)! < replicas(pair.old)! ? changeOf(pair, 'replicas per shard', replicas) : []),
  why: 'the pods with the highest ordinals of each StatefulSet go, all at once, whatever they serve by then; the keeper takes what the others know of them for a foreign cluster, and heals nothing until they are forgotten',
  steps: ({ old, now }) => [
    `${kubectl(old.statefulSet, `exec ${podNames(now)[0]} -- redis-cli CLUSTER NODES`)}: ${gone({ old, now }).join(', ')} have to be replicas, and each shard to keep ${replicas(now)} of the others`,
    `where one is a master, have a replica that stays take over: ${kubectl(old.statefulSet, 'exec <pod> -- redis-cli CLUSTER FAILOVER')}`,
    'apply NEW',
    `when the pods are gone, have each of the others forget each of their ids: ${kubectl(old.statefulSet, 'exec <pod> -- redis-cli CLUSTER FORGET <id>')}`,
  ],
};

/** Where nobody manages the cluster, the number of pods is all that is known. */
const otherPods: ClusterRow = {
  changes: (pair) => (shards(pair.old) === undefined || shards(pair.now) === undefined ? changeOf(pair, 'pods', ({ pods }) => pods) : []),
  why: 'pods that go take what they hold with them, and pods that come belong to no cluster: nobody here forms one',
  steps: () => ['move slots and replicas by hand before pods go, or after they have come'],
};

export const SHAPE = [otherShards, fewerReplicas, otherPods];

function sameShards({ old, now }: ClusterPair): boolean {
  return shards(old) !== undefined && shards(old) === shards(now);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function gone({ old, now }: ClusterPair): string[] {
  return podNames(old).filter((pod) => !podNames(now).includes(pod));
}
