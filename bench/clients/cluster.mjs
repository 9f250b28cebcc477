// The cluster that the clients write to, made as a user would make it, and what is done to it.
import { Size, Testing } from 'cdk8s';
import { Access, EndpointType, RedisCluster, Storage } from 'cdk8s-redis-cluster';
import { ENGINES, describe, serversOf } from '../faults/chart.mjs';
import { Pods, eventually } from '../faults/kube.mjs';
import { run } from './command.mjs';
import { Health } from './health.mjs';

const NAME = 'cache';
const PATIENCE = 300; // seconds
const KEYS = 100; // of each shard

/** What clients begin with: the Service, which leads to pods that are ready and is REDIS_HOST where `connect()` is called; or the headless one as well, which leads to all. */
export const BEGINNINGS = { service: [NAME], both: [NAME, `${NAME}-nodes`] };

export const ENDPOINTS = { hostname: EndpointType.HOSTNAME, ip: EndpointType.IP };

export class Cluster {
  port = 6379;

  constructor(namespace, engine, endpoint) {
    this.namespace = namespace;
    const chart = Testing.chart();
    new RedisCluster(chart, NAME, {
      engine: ENGINES[engine](),
      storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }),
      endpointType: ENDPOINTS[endpoint],
      // Whoever looks for the servers' health is no pod.
      access: Access.anywhere(),
    });
    this.objects = Testing.synth(chart);
    this.names = serversOf(NAME, this.objects).names;
    this.facts = describe(this.objects);
  }

  kubectl(args, options) {
    return run('kubectl', ['-n', this.namespace, ...args], options);
  }

  /** Applies it, and waits until it serves. */
  async form() {
    this.pods = new Pods(this.namespace);
    this.health = new Health(this.pods, this.names);
    await this.kubectl(['apply', '-f', '-'], { input: this.objects.map((object) => JSON.stringify(object)).join('\n') });
    await this.kubectl(['wait', '--for=condition=complete', 'job', '--all', `--timeout=${PATIENCE}s`], { seconds: PATIENCE + 10 });
    await this.healthy();
    const info = await this.health.ask(this.names[0], 'INFO', 'server');
    this.facts.version = (/valkey_version:(\S+)/.exec(info) ?? /redis_version:(\S+)/.exec(info))[1];
  }

  /** When all servers began to be healthy. */
  healthy() {
    return eventually('a healthy cluster', PATIENCE, () => this.health.since);
  }

  /** The same number of keys for each shard, in turn, and which shard each belongs to. */
  async keys() {
    const masters = (await this.health.masters()).map(({ slots }) => slots);
    const found = masters.map(() => []);
    for (let i = 0; found.some((list) => list.length < KEYS); i++) {
      const slot = await this.health.ask(this.names[0], 'CLUSTER', 'KEYSLOT', `key:${i}`);
      found[masters.findIndex((ranges) => ranges.some(([first, last]) => first <= slot && slot <= last))].push(`key:${i}`);
    }
    return Array.from({ length: KEYS }, (_, i) => found.map((list) => list[i])).flat();
  }

  /** Has a replica take over from its master: when that was asked for, and when all were well again. */
  async handOver() {
    const replica = this.names.find((name) => this.health.nodes.get(name)?.role === 'slave');
    const asked = Date.now();
    await this.health.ask(replica, 'CLUSTER', 'FAILOVER');
    await eventually(`${replica} to take over`, 30, () => this.health.nodes.get(replica)?.role === 'master');
    // Nobody need have noticed.
    return { asked, healthy: Math.max(asked, await this.healthy()) };
  }

  /** Deletes all of its pods at once: when, and when those that came in their place were well. */
  async deleteAll(...flags) {
    const old = new Set(this.names.map((name) => this.pods.get(name).uid));
    const asked = Date.now();
    await this.kubectl(['delete', 'pod', '--wait=false', ...flags, ...this.names]);
    const healthy = await eventually('other pods, and those healthy', PATIENCE, () => {
      const pods = this.names.map((name) => this.pods.get(name));
      return pods.every((pod) => pod && !old.has(pod.uid)) && this.health.since;
    });
    return { asked, healthy };
  }

  async end() {
    this.pods?.end();
    await this.health?.end();
  }
}
