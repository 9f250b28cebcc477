// The power of one Kubernetes node is cut, and it boots again.
import { environment } from '../faults/environment.mjs';
import { kubectl, sleep } from '../faults/kube.mjs';

const SECONDS = 30;

/** How many shards have no server left, and how many that have one nobody serves within 30 s. */
export async function cutPower(cluster, shards, node) {
  await environment.killNode(node);
  try {
    const left = shards.filter((shard) => shard.some((pod) => pod.node !== node));
    const end = Date.now() + SECONDS * 1000;
    let served = 0;
    while (served < left.length && Date.now() < end) {
      await sleep(1000);
      served = await servedBy(cluster, node).catch(() => 0);
    }
    return { lost: shards.length - left.length, stopped: left.length - served };
  } finally {
    await environment.startNode(node);
    await kubectl(['wait', '--for=condition=Ready', `node/${node}`, '--timeout=180s']);
  }
}

/** Masters that a server on another node sees alive. */
async function servedBy(cluster, node) {
  const view = await cluster.view(cluster.pods.find((pod) => pod.node !== node));
  return view.filter(({ hasSlots, failed, pod }) => hasSlots && !failed && pod.node !== node).length;
}
