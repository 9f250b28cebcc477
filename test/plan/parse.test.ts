// What the notation of the snapshots cannot say: answers in another order.
import { AWKS, SHAPE, planText, runPlan } from './awk';

const NAME = ['cluster-announce-human-nodename', ''];
const TITLE = ['proc-title-template', '{title} {listen-addr} {server-mode} node=worker-1'];

test.each([
  ['first', [...TITLE, ...NAME]],
  ['last', [...NAME, ...TITLE]],
])('the Kubernetes node is in the process title, and the setting that has none comes %s', (_, settings) => {
  const id = 'a'.repeat(40);
  const myself = `${id} 10.0.0.1:6379@16379,cache-0.nodes myself,master - 0 0 1 connected 0-16383`;
  const snapshot = ['@node 0 cache-0 cache-0.nodes', myself, 'cluster_state:ok', 'role:master', '7', ...settings].join('\n');
  for (const awk of Object.values(AWKS)) expect(runPlan(awk, planText(), SHAPE, `${snapshot}\n`, 'table')).toMatch(/^cache-0 .* worker-1 /m);
});
