// What is counted of clusters: shards on one node, nodes with half of the masters, and what a power cut takes.

/** The shards that pods of these places would have been born as: 0, 1, 2 masters and 3, 4, 5 their replicas. */
export function stockShards(pods) {
  const masters = pods.slice(0, pods.length / 2);
  return masters.map((master, k) => [master, pods[k + masters.length]]);
}

const onOneNode = (shard) => new Set(shard.map((pod) => pod.node)).size === 1;

export class Count {
  clusters = 0;
  shards = 0;
  narrow = 0;
  withNarrow = 0;
  crowded = 0;
  cuts = 0;
  lost = 0;
  stopped = '';
  /** Shards that were lost though their copies could have been apart. */
  avoidable = 0;

  constructor(title) {
    this.title = title;
  }

  /** One cluster, and what a cut took of it: { lost, stopped }, or the node that was cut, where that is to be computed. */
  add(shards, cut) {
    const narrow = shards.filter(onOneNode);
    const pods = shards.flat();
    this.clusters++;
    this.shards += shards.length;
    this.narrow += narrow.length;
    if (narrow.length) this.withNarrow++;
    const nodes = [...new Set(pods.map((pod) => pod.node))];
    const masters = (node) => shards.filter(([master]) => master.node === node).length;
    this.crowded += nodes.filter((node) => masters(node) * 2 >= shards.length).length;
    if (!cut) return;
    this.cuts++;
    const lost = typeof cut === 'string' ? narrow.filter(([pod]) => pod.node === cut).length : cut.lost;
    this.lost += lost;
    if (typeof cut !== 'string') this.stopped = Number(this.stopped) + cut.stopped;
    const most = Math.max(...nodes.map((node) => pods.filter((pod) => pod.node === node).length));
    if (most * 2 <= pods.length) this.avoidable += lost;
  }

  line() {
    return {
      layout: this.title,
      clusters: this.clusters,
      shards: this.shards,
      'on one node': this.narrow,
      'in clusters': this.withNarrow,
      crowded: this.crowded,
      cuts: this.cuts,
      lost: this.cuts ? this.lost : '-',
      stopped: this.stopped === '' ? '-' : this.stopped,
    };
  }
}
