// The faults, and what is asked of the cluster in each of them.
//   gap      seconds in which a shard takes no write, as the servers offer it: must (each run), aim (median)
//   heal     seconds until all is as it was, counted from: fault, pods (the last of them runs), node (it is back), mend (the link is whole)
//   needs    nodes, links: commands of the environment;  pauses: seconds of new addresses that a slow DNS may add
//   keepsAll not even a write without WAIT may be lost;  retryCures: no error that one retry does not cure
//   sameMasters  no failover at all;  sameIds  nobody comes back as somebody else;  forgets: volumes that nothing can survive on
//   variant      other settings than the usual ones;  fresh: a cluster that is not there yet;  leaves: one that is not to be used again
//   firstCrash   no container may have crashed before: Kubernetes waits longer and longer before it starts such a one again
import { manifest } from './chart.mjs';
import { eventually, sleep } from './kube.mjs';
import { linkRows } from './rows-links.mjs';
import { nodeRows } from './rows-nodes.mjs';

const podRows = [
  {
    id: 'apply',
    title: 'apply to formed and healthy',
    fresh: true,
    heal: { from: 'fault', must: 10, aim: 7 },
    inject: ({ cluster }) => cluster.apply(),
  },
  {
    id: 'roll',
    title: 'rolling restart of all',
    gap: { must: 0.5, aim: 0.1 },
    keepsAll: true,
    retryCures: true,
    inject: async ({ cluster }) => {
      await cluster.kubectl('rollout', 'restart', ...cluster.sets.map((set) => `statefulset/${set}`));
      await cluster.rolled();
    },
  },
  {
    id: 'delete',
    title: 'graceful delete of a master',
    gap: { must: 0.5, aim: 0.1 },
    keepsAll: true,
    inject: (deeds) => deeds.delete([deeds.cluster.masterOf(deeds.shard)]),
  },
  {
    id: 'evict',
    title: 'eviction of a master',
    gap: { must: 0.5, aim: 0.1 },
    keepsAll: true,
    inject: (deeds) => deeds.evict(deeds.cluster.masterOf(deeds.shard)),
  },
  {
    id: 'force',
    title: 'master deleted with force and killed -9',
    gap: { must: 1.5, aim: 0.8 },
    inject: (deeds) => deeds.force(deeds.cluster.masterOf(deeds.shard)),
  },
  {
    id: 'kill',
    title: "master's process killed -9, container restarts",
    firstCrash: true,
    gap: { must: 1.5, aim: 0.8 },
    keepsAll: true,
    inject: (deeds) => deeds.kill([deeds.cluster.masterOf(deeds.shard)]),
  },
  {
    id: 'kill-slow',
    title: 'the same with a data set that loads for 60 s',
    firstCrash: true,
    variant: { slowLoad: 300 },
    gap: { must: 5, aim: 1 },
    prepare: (deeds) => fill(deeds.cluster, deeds.shard, 200_000),
    inject: async (deeds) => {
      const { cluster } = deeds;
      const master = cluster.masterOf(deeds.shard);
      await deeds.kill([master]);
      await sleep(60_000);
      // What it then copies from the new master need not take as long again.
      await eventually(`${master.name} to load faster`, 120, () =>
        cluster.observer.connections.to(master.name).ask('CONFIG', 'SET', 'key-load-delay', 0),
      );
    },
  },
  {
    id: 'handed-back',
    title: 'a master hands over, is handed back to, and is killed 10 s later (old votes)',
    firstCrash: true,
    heal: { from: 'pods', must: 60 },
    inject: async (deeds) => {
      const { cluster, shard } = deeds;
      const master = cluster.masterOf(shard);
      await takeOver(cluster, cluster.replicaOf(shard).name);
      await takeOver(cluster, master.name);
      await sleep(10_000);
      await deeds.kill([cluster.pods.get(master.name)]);
    },
  },
  {
    id: 'all-deleted',
    title: 'all pods deleted at once, new addresses',
    heal: { from: 'pods', must: 20, aim: 5 },
    pauses: true,
    forgets: ['emptydir'],
    inject: (deeds) => deeds.delete(deeds.cluster.nodePods),
  },
  {
    id: 'two-clusters',
    title: 'two clusters in one namespace, all pods of both deleted at once',
    neighbour: true,
    heal: { from: 'pods', must: 60 },
    pauses: true,
    forgets: ['emptydir'],
    inject: (deeds) => deeds.delete([...deeds.cluster.nodePods, ...deeds.neighbour.nodePods]),
  },
  {
    id: 'all-killed',
    title: 'all pods killed -9 at once',
    firstCrash: true,
    heal: { from: 'pods', must: 20, aim: 5 },
    keepsAll: true,
    inject: (deeds) => deeds.kill(deeds.cluster.nodePods),
  },
  {
    id: 'wipe-replica',
    title: "a replica's volume wiped",
    firstCrash: true,
    heal: { from: 'pods', must: 30, aim: 5 },
    keepsAll: true,
    inject: (deeds) => deeds.wipe(deeds.cluster.replicaOf(deeds.shard)),
  },
  {
    id: 'wipe-master',
    title: "a master's volume wiped",
    firstCrash: true,
    heal: { from: 'pods', must: 30, aim: 5 },
    inject: (deeds) => deeds.wipe(deeds.cluster.masterOf(deeds.shard)),
  },
  {
    id: 'upgrade',
    title: 'engine upgrade 7.0 to 8.0',
    engines: ['redis-7.0'],
    volumes: ['pvc'],
    gap: { must: 0.5, aim: 0.1 },
    keepsAll: true,
    leaves: true,
    inject: async ({ cluster }) => {
      await cluster.apply(manifest(cluster.name, { ...cluster.options, engine: 'redis-8.0' }));
      await sleep(1000);
      await cluster.rolled();
    },
  },
];

export const ROWS = [...podRows, ...nodeRows, ...linkRows];

/** So many keys for one shard, small ones. */
async function fill(cluster, shard, count) {
  const { tags } = cluster.currentLoad;
  const master = cluster.masterOf(shard).name;
  const script = "for i = ARGV[2], ARGV[3] do redis.call('SET', '{' .. ARGV[1] .. '}:fill:' .. string.format('%d', i), i) end";
  const step = 1000;
  for (let first = 1; first <= count; first += step) {
    // A server that is busy answers late: the same once more.
    await eventually(`${master} to have ${count} keys more`, 60, async () => {
      await cluster.observer.connections.to(master).ask('EVAL', script, 0, tags[shard], first, first + step - 1);
      return true;
    });
  }
}

/** As somebody's hand does, who does not wait for anything. The engine answers OK and does nothing where the new master does not know its old one as a replica yet. */
function takeOver(cluster, name) {
  return eventually(`${name} to be a master`, 60, async () => {
    if (cluster.groups().some(({ master }) => master === name)) return true;
    await cluster.observer.connections.to(name).ask('CLUSTER', 'FAILOVER');
    await sleep(1000);
    return undefined;
  });
}
