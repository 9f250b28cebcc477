// One cluster on Kubernetes: made, looked at, led into the state that a fault wants to meet.
import { describe, manifest, serversOf } from './chart.mjs';
import { eventually, kubectl, sleep } from './kube.mjs';
import { Load } from './load.mjs';
import { resolveAsPods } from './names.mjs';
import { Observer } from './observer.mjs';
import { loginsOf } from './security.mjs';

const REST = 21_000; // ms: four node timeouts and a little, with the node timeout that all rows have
const PATIENCE = 300; // seconds: a data set that loads slowly does so twice, once from disk and once from the new master

export class Cluster {
  constructor(namespace, pods, name, options) {
    Object.assign(this, { namespace, pods, name, options });
    this.shape = { shards: options.shards ?? 3, replicas: options.replicas ?? 1 };
    this.hostOf = (pod) => `${pod}.${name}-nodes.${namespace}.svc.cluster.local`;
    this.objects = manifest(name, options);
    Object.assign(this, serversOf(name, this.objects));
    this.facts = describe(this.objects);
    this.logins = loginsOf(options.security);
    this.observer = new Observer(pods, this.names, this.hostOf, this.shape, this.logins.observer);
  }

  kubectl(...args) {
    return kubectl(['-n', this.namespace, ...args]);
  }

  apply(objects = this.objects) {
    return kubectl(['-n', this.namespace, 'apply', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n'));
  }

  /** Waits until every StatefulSet has rolled; those of one apply do so side by side. */
  async rolled() {
    for (const set of this.sets) await this.kubectl('rollout', 'status', `statefulset/${set}`, '--timeout=400s');
  }

  get nodePods() {
    return this.pods.of(this.name, 'node');
  }

  get keepers() {
    return this.pods.of(this.name, 'keeper');
  }

  /** What Kubernetes and the observer have to complain about, or nothing. */
  get trouble() {
    const late = [...this.nodePods, ...this.keepers].find((pod) => !pod.ready || pod.going);
    if (this.nodePods.length !== this.names.length) return `${this.nodePods.length} pods`;
    return this.observer.trouble || (late ? `${late.name} is not ready` : '');
  }

  /** Waits until the servers are healthy for a second on end; when they began to be, and when the keeper said so too. */
  async healed(seconds = PATIENCE) {
    await eventually(`healthy (${this.name})`, seconds, () => {
      if (Date.now() - this.observer.healthySince >= 1000) return true;
      throw new Error(this.observer.trouble);
    });
    const servers = this.observer.healthySince;
    await eventually(`ready (${this.name})`, seconds, () => {
      if (!this.trouble) return true;
      throw new Error(this.trouble);
    });
    return { servers, ready: Date.now() };
  }

  groups() {
    return this.observer.groups();
  }

  masterOf(shard) {
    return this.pods.get(this.groups()[shard].master);
  }

  replicaOf(shard) {
    return this.pods.get(this.groups()[shard].copies[0]);
  }

  nodeOf(name) {
    return this.pods.get(name)?.node;
  }

  /** How many masters each Kubernetes node has. */
  mastersByNode() {
    const count = new Map();
    for (const pod of [...this.nodePods, ...this.keepers]) count.set(pod.node, 0);
    for (const { master } of this.groups()) count.set(this.nodeOf(master), count.get(this.nodeOf(master)) + 1);
    return count;
  }

  /** Hands a shard to this pod. Afterwards the cluster is one whose masters have stayed where they are: who was elected less than four node timeouts ago is not elected again. */
  async handOver(name) {
    await this.observer.connections.to(name).ask('CLUSTER', 'FAILOVER');
    await eventually(`${name} to be a master`, 20, () => this.groups().some(({ master }) => master === name));
    await this.healed();
    await sleep(REST);
  }

  /** Brings the number of masters on a node to what is wanted, where replicas and masters are in the right places for it. */
  async arrange(node, wanted) {
    for (const { master, copies } of this.groups()) {
      const have = this.mastersByNode().get(node) ?? 0;
      const inside = copies.find((name) => this.nodeOf(name) === node);
      const outside = copies.find((name) => this.nodeOf(name) !== node);
      if (have < wanted && this.nodeOf(master) !== node && inside) await this.handOver(inside);
      if (have > wanted && this.nodeOf(master) === node && outside) await this.handOver(outside);
    }
    return this.mastersByNode().get(node) === wanted;
  }

  /** No Kubernetes node has half of the masters or more. */
  get spread() {
    return Math.max(...this.mastersByNode().values()) * 2 < this.shape.shards;
  }

  /** As evenly over the nodes as the scheduler puts new pods, which it does no more once they run. */
  async balance(nodes) {
    for (let moves = 0; moves < this.names.length; moves++) {
      const crowded = nodes.find((node) => this.nodePods.filter((pod) => pod.node === node).length > Math.ceil(this.names.length / nodes.length));
      if (!crowded) return;
      await this.kubectl('delete', 'pod', this.nodePods.find((pod) => pod.node === crowded).name);
      await sleep(1000);
      await this.healed();
    }
  }

  /** A load on this cluster. */
  async load() {
    await resolveAsPods((...command) => this.kubectl('exec', this.names[0], '-c', 'redis', '--', ...command));
    const tags = [];
    const connection = this.observer.connections.to(this.names[0]);
    const groups = this.observer.nodes.filter((node) => node.slots).sort((a, b) => parseInt(a.slots, 10) - parseInt(b.slots, 10));
    for (let i = 0; tags.filter(Boolean).length < groups.length; i++) {
      const slot = await connection.ask('CLUSTER', 'KEYSLOT', `${i}`);
      tags[groups.findIndex(({ slots }) => owns(slots, slot))] ??= `${i}`;
    }
    const service = JSON.parse(await this.kubectl('get', 'service', this.name, '-o', 'json'));
    return new Load(this.pods, this.names, tags, service.spec.clusterIP, this.logins.application);
  }

  /** Removes what a load has written. */
  async empty() {
    for (const { master } of this.groups()) await this.observer.connections.to(master).ask('FLUSHALL', 'SYNC');
  }

  /** What the scripts have said, for whoever wants to know why. */
  async logs() {
    const of = (component) => ['logs', '-l', `app.kubernetes.io/instance=${this.name},app.kubernetes.io/component=${component}`];
    const flags = ['--timestamps', '--prefix', '--tail=400', '--ignore-errors', '--max-log-requests=20'];
    const parts = [
      ['get', 'pods', '-o', 'wide'],
      [...of('keeper'), ...flags],
      [...of('formation'), ...flags],
      [...of('node'), ...flags],
    ];
    const texts = await Promise.all(parts.map((part) => this.kubectl(...part).catch(String)));
    const views = this.observer.nodes.map(
      (node, i) => `${this.names[i]} ${node ? node.view.map((line) => Object.values(line).join(' ')).join('\n  ') : '-'}`,
    );
    return [...texts, ...views].join('\n----\n');
  }

  async end() {
    await this.observer.end();
  }
}

function owns(slots, slot) {
  return slots.split(' ').some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first <= slot && slot <= last;
  });
}
