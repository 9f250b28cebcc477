// Faults of Kubernetes nodes.
import { clusterNodes, eventually, sleep } from './kube.mjs';

const DARK = 30; // seconds until the power is back: more than Kubernetes takes to notice in a quick cluster, less than it takes to move pods

/** A node with so many masters, and a keeper as well where that can be had. */
async function nodeWith(cluster, masters) {
  // A node that was drained may have nothing of the cluster.
  const nodes = await clusterNodes();
  await cluster.balance(nodes);
  const byKeepers = nodes.sort((a, b) => keepersOn(cluster, b) - keepersOn(cluster, a));
  for (const node of byKeepers) if (spans(cluster, node) && (await cluster.arrange(node, masters))) return node;
  throw new Error(`no node can have ${masters} masters in this layout`);
}

/** Every shard has a copy elsewhere. */
const spans = (cluster, node) => cluster.groups().every(({ master, copies }) => [master, ...copies].some((name) => cluster.nodeOf(name) !== node));

const keepersOn = (cluster, node) => cluster.keepers.filter((pod) => pod.node === node).length;

async function powerCut(deeds, nodes) {
  const pods = await deeds.cutPower(nodes);
  await sleep(DARK * 1000);
  await deeds.powerBack(nodes, pods);
}

export const nodeRows = [
  {
    id: 'drain',
    title: 'drain of a node with two masters',
    needs: ['nodes'],
    gap: { must: 0.5, aim: 0.1 },
    keepsAll: true,
    prepare: async (deeds) => {
      deeds.node = await nodeWith(deeds.cluster, 2);
    },
    inject: (deeds) => deeds.drain(deeds.node),
  },
  {
    id: 'power-cut',
    title: 'power cut of a node with a master and a keeper',
    needs: ['nodes'],
    gap: { must: 5, aim: 2.5 },
    heal: { from: 'node', must: 20 },
    pauses: true,
    prepare: async (deeds) => {
      deeds.node = await nodeWith(deeds.cluster, 1);
    },
    inject: (deeds) => powerCut(deeds, [deeds.node]),
  },
  {
    id: 'power-cuts',
    title: 'power cut of each node in turn, each when healthy and spread again (swapReplicas)',
    needs: ['nodes'],
    variant: { swapReplicas: true },
    gap: { must: 5, aim: 2.5 },
    heal: { from: 'node', must: 20 },
    pauses: true,
    prepare: (deeds) => nodeWith(deeds.cluster, 1),
    inject: async (deeds) => {
      for (const node of [...deeds.cluster.mastersByNode().keys()].sort()) {
        // The keeper's own work: after a minute of calm.
        await deeds.cluster.healed();
        await eventually('masters to be spread, and copies apart', 300, () => deeds.cluster.spread && spans(deeds.cluster, node));
        await powerCut(deeds, [node]);
      }
    },
  },
  {
    id: 'node-gone',
    title: 'a node never returns (kubectl delete node)',
    needs: ['nodes'],
    gap: { must: 5, aim: 2.5 },
    heal: { from: 'gone', must: 60, aim: 30 },
    prepare: async (deeds) => {
      deeds.node = await nodeWith(deeds.cluster, 1);
    },
    inject: async (deeds) => {
      const pods = await deeds.cutPower([deeds.node]);
      await sleep(DARK * 1000);
      await deeds.abandon(deeds.node);
      deeds.mark('gone');
      await deeds.replaced(pods);
    },
  },
  {
    id: 'shard-dark',
    title: 'power cut of both nodes of a shard, both back at once',
    needs: ['nodes'],
    heal: { from: 'node', must: 30, aim: 10 },
    pauses: true,
    keepsAll: true,
    sameIds: true,
    prepare: (deeds) => nodeWith(deeds.cluster, 1),
    inject: (deeds) => {
      const { master, copies } = deeds.cluster.groups()[deeds.shard];
      const nodes = new Set([master, ...copies].map((name) => deeds.cluster.nodeOf(name)));
      const other = [...deeds.cluster.mastersByNode().keys()].find((node) => !nodes.has(node));
      return powerCut(deeds, nodes.size < 2 ? [...nodes, other] : [...nodes]);
    },
  },
];
