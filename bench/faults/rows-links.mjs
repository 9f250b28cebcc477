// Faults of links: nobody is dead, some do not hear others.

const others = (cluster, name) => [...cluster.nodePods, ...cluster.keepers].filter((pod) => pod.name !== name);

const cutWithClients = {
  needs: ['links'],
  heal: { from: 'mend', must: 30 },
  inject: (deeds) => {
    const master = deeds.cluster.masterOf(deeds.shard);
    return deeds.cutLinks(master, others(deeds.cluster, master.name), 20);
  },
};

export const linkRows = [
  { id: 'cut-clients', title: 'a master cut off with its clients, then healed', ...cutWithClients },
  {
    id: 'cut-clients-min-replicas',
    title: 'the same with min-replicas-to-write 1 and a lag of 2 s',
    ...cutWithClients,
    variant: { minReplicas: 1 },
  },
  {
    id: 'cut-replica',
    title: "only a replica's link to its master cut",
    needs: ['links'],
    heal: { from: 'mend', must: 30 },
    sameMasters: true,
    keepsAll: true,
    inject: (deeds) => deeds.cutLinks(deeds.cluster.replicaOf(deeds.shard), [deeds.cluster.masterOf(deeds.shard)], 20),
  },
  {
    id: 'cut-keeper',
    title: 'only the keepers cut off',
    needs: ['links'],
    heal: { from: 'mend', must: 30 },
    gap: { must: 0.5, aim: 0.1 },
    sameMasters: true,
    keepsAll: true,
    inject: async (deeds) => {
      const { keepers, nodePods } = deeds.cluster;
      await Promise.all(keepers.map((keeper) => deeds.cutLinks(keeper, nodePods, 20)));
    },
  },
  {
    id: 'cut-master',
    title: 'a master cut off from the keepers and from one other master',
    needs: ['links'],
    heal: { from: 'mend', must: 30 },
    gap: { must: 0.5, aim: 0.1 },
    sameMasters: true,
    keepsAll: true,
    inject: (deeds) => {
      const { shard, cluster } = deeds;
      return deeds.cutLinks(cluster.masterOf(shard), [cluster.masterOf((shard + 1) % cluster.shape.shards), ...cluster.keepers], 20);
    },
  },
];
