import { Cluster, ClusterPair } from '../clusters';
import { differences } from '../differences';
import { at, kubectl } from '../objects';
import { changeOf, ClusterRow } from './cluster';
import { needNewVolumes } from './stateful-sets';

/** How its servers keep their data beyond their own process. */
export const persistence = ({ directives }: Cluster) =>
  directives.appendonly === undefined
    ? undefined
    : directives.appendonly === 'yes'
      ? 'append-only file'
      : directives.save === '""'
        ? 'none'
        : 'snapshots';

const notWritten: ClusterRow = {
  changes: (pair) => (persistence(pair.now) === 'none' ? changeOf(pair, 'persistence', persistence) : []),
  why: 'nothing is written to disk any more: the data lives as long as one copy of each shard does, and is gone when all of them restart at once',
  steps: ({ now }) => [
    `where a last copy is wanted: ${kubectl(now.statefulSet, 'exec <pod> -- redis-cli BGSAVE')} on each master, and copy dump.rdb away`,
    'apply NEW',
  ],
};

const shortLived: ClusterRow = {
  changes: (pair) => (pair.now.storage === 'emptyDir' ? changeOf(pair, 'storage', ({ storage }) => storage) : []),
  why: 'the data goes with its pod from now on: it is gone when all copies of a shard go at once',
  steps: () => ['nothing else, if that is what is wanted: apply NEW'],
};

const onlyCopies: ClusterRow = {
  changes: ({ old, now }) => (isAlone(now) && loses({ old, now }) ? [`replicas per shard: 0, storage: ${now.storage}`] : []),
  why: 'each pod comes again with an empty volume, and there is no other copy of its shard to take the data from',
  steps: () => ['apply a replica for each shard first (replicasPerShard: 1), and wait until the keeper says healthy'],
};

const claimsGo: ClusterRow = {
  changes: (pair) =>
    ['whenDeleted', 'whenScaled'].flatMap((when) => {
      const policy = ({ statefulSet, storage }: Cluster) =>
        storage === 'emptyDir' ? undefined : (at(statefulSet, 'spec', 'persistentVolumeClaimRetentionPolicy', when) ?? 'Retain');
      return policy(pair.now) === 'Delete' ? changeOf(pair, when, policy) : [];
    }),
  why: 'claims go with their StatefulSet, or with the pods that it gives up, and their data with them unless the volumes are to be retained',
  steps: () => ['nothing else, if that is what is wanted: apply NEW'],
};

const lessMemory: ClusterRow = {
  changes: (pair) => (maxMemory(pair.now) < maxMemory(pair.old) ? changeOf(pair, 'maxmemory', ({ directives }) => directives.maxmemory) : []),
  why: ({ now }) =>
    now.directives['maxmemory-policy'] === 'noeviction'
      ? 'a server that holds more refuses writes'
      : `a server that holds more removes keys until it does not (${now.directives['maxmemory-policy']})`,
  steps: ({ now }) => [`look before how much each holds: ${kubectl(now.statefulSet, 'exec <pod> -- redis-cli INFO memory')}, used_memory`],
};

const lessModules: ClusterRow = {
  changes: ({ old, now }) => old.modules.filter((path) => !now.modules.includes(path)).map((path) => `module: ${path} -> none`),
  why: 'a server does not start with data that only this module can read, and the rollout stops at its first pod',
  steps: ({ now }) => [
    'delete the keys that the module made, and wait until an AOF rewrite or a snapshot has ended on every server ' +
      `(${kubectl(now.statefulSet, 'exec <pod> -- redis-cli INFO persistence')})`,
    'apply NEW',
  ],
};

/** As measured on Valkey 9.1.2: a replica with fewer databases than its master applies database 1 to its database 0, with its link up and equal offsets. */
const otherDatabases: ClusterRow = {
  changes: (pair) => changeOf(pair, 'databases', ({ directives }) => directives['cluster-databases'] ?? '1'),
  why: 'while servers with fewer databases replicate from servers with more, the keys of one database are written over those of another, and nothing says so',
  steps: () => ['make a new cluster with the wanted number of databases, copy the keys over, move the clients'],
};

export const DURABILITY = [notWritten, shortLived, onlyCopies, claimsGo, lessMemory, lessModules, otherDatabases];

function isAlone({ shape }: Cluster): boolean {
  return shape.REPLICAS === '0';
}

/** A volume that goes with its pod when that restarts, or that has to be another one. */
function loses({ old, now }: ClusterPair): boolean {
  const template = ({ statefulSet }: Cluster) => at(statefulSet, 'spec', 'template');
  return old.storage === 'emptyDir' ? differences(template(old), template(now)).length > 0 : needNewVolumes(old.statefulSet, now.statefulSet);
}

/** 0 is no limit; where nobody says one there is none either. */
function maxMemory({ directives: { maxmemory } }: Cluster): number {
  return Number(maxmemory ?? 0) || Infinity;
}
