#!/usr/bin/env node
// Forms fresh clusters on the Kubernetes of KUBECONFIG, one after the other, and counts where masters and copies have come to be.
//   npm run bench:placement                 50 clusters of six pods in each layout
//   npm run bench:placement -- --clusters 3 --no-cuts
//   further: --engine valkey-9.1, --layout single, --namespace NAME (what the names of the namespaces begin with)
// With FAULT_NODE_KILL and FAULT_NODE_START (faults/environment.mjs) the power of one Kubernetes node is cut in each cluster, of the next one each time.
// The exit code is 1 when a shard is lost to a cut where the copies could have been on two nodes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { environment } from './faults/environment.mjs';
import { clusterNodes } from './faults/kube.mjs';
import { table } from './faults/report.mjs';
import { LAYOUTS } from './placement/cluster.mjs';
import { Count, stockShards } from './placement/count.mjs';
import { cutPower } from './placement/cut.mjs';

const { values: options } = parseArgs({
  options: {
    clusters: { type: 'string', default: '50' },
    engine: { type: 'string', default: 'redis-8.0' },
    layout: { type: 'string', default: Object.keys(LAYOUTS).join() },
    namespace: { type: 'string', default: 'placement' },
    'no-cuts': { type: 'boolean', default: false },
  },
});
const RESULT = new URL('results/placement.txt', import.meta.url).pathname;
const cuts = environment.has.nodes && !options['no-cuts'];
const nodes = await clusterNodes();
const stock = new Count('the stock pairs on the same places, computed');
const counts = [];

for (const layout of options.layout.split(',')) {
  const count = new Count(LAYOUTS[layout].title);
  counts.push(count);
  for (let i = 0; i < Number(options.clusters); i++) {
    const cluster = await LAYOUTS[layout].form(`${options.namespace}-${layout}-${i}`, options.engine);
    try {
      const node = cuts ? nodes[i % nodes.length] : undefined;
      const shards = await cluster.shards();
      count.add(shards, node && (await cutPower(cluster, shards, node)));
      // What would have become of the same pods.
      if (layout === 'single') stock.add(stockShards(cluster.pods), node);
      console.error(`${layout} ${i}: ${shards.map((shard) => shard.map((pod) => `${pod.name}@${pod.node}`).join(' ')).join(' | ')}`);
    } finally {
      await cluster.remove();
    }
  }
}

const lines = [...(stock.clusters ? [stock] : []), ...counts].map((one) => one.line());
const about = `Placement: fresh clusters of three shards with a replica each, ${options.engine}, on ${nodes.length} Kubernetes nodes. ${environment.note}`;
const text = `${about.trim()}
on one node: shards whose copies are all on one Kubernetes node, and clusters that have such a shard. crowded: Kubernetes nodes with half of a cluster's masters or more.
${
  cuts
    ? 'cuts: of the power of one node per cluster. lost: shards without a server left. stopped: shards that nobody served 30 s after, though a copy was left.'
    : `cuts: none; ${environment.has.nodes ? 'not asked for' : environment.lacks.nodes}.`
}

${table(lines)}
`;
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
writeFileSync(RESULT, text);
console.log(text);
if (counts.some((count) => count.avoidable > 0)) process.exitCode = 1;
