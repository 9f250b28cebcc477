// What the faults are made of: each deed returns when Kubernetes has what comes after it.
import { environment } from './environment.mjs';
import { eventually, kubectl, sleep } from './kube.mjs';

const PATIENCE = 240; // seconds

export class Deeds {
  constructor(cluster, killer, run = 0) {
    Object.assign(this, { cluster, killer, run });
    this.marks = {};
    this.undo = [];
    this.dark = [];
  }

  /** The moment from which the row's time to heal counts. */
  mark(name) {
    this.marks[name] = Date.now();
  }

  /** Runs that follow each other hit one shard after the other. */
  get shard() {
    return this.run % this.cluster.shape.shards;
  }

  /** Until other pods, or other containers, run in the place of these. */
  async replaced(pods) {
    await eventually(`${pods.map((pod) => pod.name)} to run again`, PATIENCE, () =>
      pods.every(({ name, uid, instance }) => {
        const now = this.cluster.pods.get(name);
        return now?.running && !now.going && (now.uid !== uid || now.instance !== instance);
      }),
    );
  }

  async delete(pods) {
    await this.cluster.kubectl('delete', 'pod', '--wait=false', ...pods.map((pod) => pod.name));
    await this.replaced(pods);
  }

  async evict(pod) {
    const { namespace } = this.cluster;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.name, namespace } };
    await kubectl(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${pod.name}/eviction`, '-f', '-'], JSON.stringify(eviction));
    await this.replaced([pod]);
  }

  async kill(pods) {
    await this.killer.kill(pods);
    await this.replaced(pods);
  }

  async force(pod) {
    await this.killer.kill([pod]);
    await this.cluster.kubectl('delete', 'pod', pod.name, '--force', '--grace-period=0', '--wait=false');
    await this.replaced([pod]);
  }

  /** Everything on the volume is gone, and so is the process. */
  async wipe(pod) {
    await this.cluster.kubectl('exec', pod.name, '-c', 'redis', '--', 'sh', '-c', 'rm -rf /var/lib/redis/*');
    await this.kill([pod]);
  }

  async drain(node) {
    const selector = `app.kubernetes.io/instance=${this.cluster.name}`;
    this.undo.push(() => kubectl(['uncordon', node]));
    const pods = this.cluster.nodePods.filter((pod) => pod.node === node);
    const flags = ['--delete-emptydir-data', '--ignore-daemonsets', '--force', '--timeout=300s'];
    await kubectl(['drain', node, `--pod-selector=${selector}`, ...flags]);
    await this.replaced(pods);
  }

  async cutPower(nodes) {
    this.dark = nodes;
    const pods = this.cluster.nodePods.filter((pod) => nodes.includes(pod.node));
    for (const node of nodes) this.undo.push(() => environment.startNode(node));
    await Promise.all(nodes.map((node) => environment.killNode(node)));
    return pods;
  }

  /** What the keeper's log says to do where a node is gone for good: Kubernetes waits for a minute before it deletes the pods itself. */
  async abandon(node) {
    const lost = [...this.cluster.nodePods, ...this.cluster.keepers].filter((pod) => pod.node === node);
    await kubectl(['delete', 'node', node]);
    await this.cluster.kubectl('delete', 'pod', '--force', '--grace-period=0', '--wait=false', '--ignore-not-found', ...lost.map(({ name }) => name));
  }

  async powerBack(nodes, pods) {
    await Promise.all(nodes.map((node) => environment.startNode(node)));
    this.undo = [];
    this.mark('node');
    await this.replaced(pods);
  }

  /** No packet passes for so many seconds between the one and each of the others. */
  async cutLinks(one, others, seconds) {
    for (const other of others) {
      this.undo.push(() => environment.mend(one.ip, other.ip));
      await environment.cut(one.ip, other.ip);
    }
    await sleep(seconds * 1000);
    await this.undoAll();
    this.mark('mend');
  }

  async undoAll() {
    for (const step of this.undo.splice(0)) await step();
  }
}
