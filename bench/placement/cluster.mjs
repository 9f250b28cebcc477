// One small cluster in a namespace of its own: formed as a user would, looked at through kubectl alone.
import { Size, Testing } from 'cdk8s';
import * as redis from 'cdk8s-redis-cluster';
import { ENGINES } from '../faults/chart.mjs';
import { eventually, kubectl } from '../faults/kube.mjs';

const NAME = 'cache';
const PATIENCE = 300; // seconds

/** The layouts that the package has. */
export const LAYOUTS = {
  single: { title: 'pairs by place, one StatefulSet', form: (namespace, engine) => Cluster.form(namespace, engine, {}) },
  ...(redis.Layout && {
    shards: {
      title: 'a StatefulSet per shard',
      form: (namespace, engine) => Cluster.form(namespace, engine, { layout: redis.Layout.statefulSetPerShard() }),
    },
  }),
};

class Cluster {
  static async form(namespace, engine, props) {
    const cluster = new Cluster(namespace);
    const chart = Testing.chart();
    new redis.RedisCluster(chart, NAME, { engine: ENGINES[engine](), maxMemory: Size.mebibytes(16), ...props });
    await kubectl(['create', 'namespace', namespace]);
    try {
      await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
      await cluster.kubectl(
        ['apply', '-f', '-'],
        Testing.synth(chart)
          .map((object) => JSON.stringify(object))
          .join('\n'),
      );
      await cluster.kubectl(['wait', '--for=condition=complete', 'job', '--all', `--timeout=${PATIENCE}s`]);
      await cluster.look();
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  constructor(namespace) {
    this.namespace = namespace;
  }

  kubectl(args, input) {
    return kubectl(['-n', this.namespace, ...args], input);
  }

  /** The pods that hold data, in order, each with its Kubernetes node. */
  async look() {
    const selector = `app.kubernetes.io/instance=${NAME},app.kubernetes.io/component=node`;
    const { items } = JSON.parse(await this.kubectl(['get', 'pods', '-l', selector, '-o', 'json']));
    this.pods = items
      .map(({ metadata, spec }) => ({ name: metadata.name, node: spec.nodeName }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** How one server sees them all: { pod, id, primary, hasSlots, failed }. */
  async view(asked = this.pods[0]) {
    const cli = '$(command -v redis-cli || command -v valkey-cli)';
    const text = await this.kubectl(['exec', asked.name, '--', 'sh', '-c', `timeout 5 ${cli} cluster nodes`]);
    return text
      .trim()
      .split('\n')
      .map((line) => {
        const [id, address, flags, primary, , , , , ...slots] = line.trim().split(' ');
        const name = address.split(',')[1].split('.')[0];
        return { pod: this.pods.find((pod) => pod.name === name), id, primary, hasSlots: slots.length > 0, failed: flags.includes('fail') };
      });
  }

  /** The pods of each shard, its master first. Replicas may be known a moment later than the Job is done. */
  shards() {
    return eventually(`every pod of ${this.namespace} in its shard`, 30, async () => {
      const view = await this.view();
      const masters = view.filter((node) => node.hasSlots);
      const shards = masters.map((master) => [master, ...view.filter((node) => node.primary === master.id)].map(({ pod }) => pod));
      return shards.flat().length === this.pods.length && shards;
    });
  }

  remove() {
    return kubectl(['delete', 'namespace', this.namespace, '--ignore-not-found', '--timeout=180s']);
  }
}
