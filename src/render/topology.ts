import { Layout } from '../options/layout';
import { MAX_NODES } from './validation/limits';

/** What decides which pods there are. */
export interface Topology {
  readonly name: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly layout: Layout;
}

/** One of the cluster's StatefulSets: all of it, or a shard. */
export interface ServerSet {
  readonly name: string;
  readonly pods: number;
  readonly shard?: number;
}

/** How many pods the shape has: a master and its replicas for each shard. */
export function podCount(shards: number, replicasPerShard: number): number {
  return shards * (1 + replicasPerShard);
}

/** The StatefulSets of a cluster. Whatever is no number of shards has none: names are asked for before anything is judged. */
export function serverSets({ name, shards, replicasPerShard, layout }: Topology): ServerSet[] {
  if (!layout.perShard) return [{ name, pods: podCount(shards, replicasPerShard) }];
  const length = Number.isInteger(shards) && shards > 0 && shards <= MAX_NODES ? shards : 0;
  return Array.from({ length }, (_, shard) => ({ name: `${name}-${shard}`, pods: 1 + replicasPerShard, shard }));
}

/** The pods in the order of their roles: pod i is born as master of shard i, those after the masters replicate them in turn. */
export function podNames(topology: Topology): string[] {
  const { shards, replicasPerShard } = topology;
  return Array.from({ length: podCount(shards, replicasPerShard) }, (_, position) => podName(topology, position));
}

/** The pods that the first masters would be in the other layout. A cluster of any shape has so many. */
export function otherLayoutPods({ name, layout }: Topology): string[] {
  const other = layout.perShard ? Layout.singleStatefulSet() : Layout.statefulSetPerShard();
  return [0, 1, 2].map((shard) => podName({ name, shards: 3, layout: other }, shard));
}

function podName({ name, shards, layout }: Pick<Topology, 'name' | 'shards' | 'layout'>, position: number): string {
  return layout.perShard ? `${name}-${position % shards}-${Math.floor(position / shards)}` : `${name}-${position}`;
}

/** The name of the claim that the StatefulSet makes for a pod. */
export function claimName(pod: string): string {
  return `data-${pod}`;
}

/**
 * The name under which something of one namespace is found from another. From the same namespace the short name is enough.
 *
 * @param name the name within its own namespace
 * @param namespace its namespace, if known
 * @param from where it is looked up, if known
 */
export function hostFrom(name: string, namespace: string | undefined, from: string | undefined): string {
  return namespace === undefined || namespace === from ? name : `${name}.${namespace}.svc`;
}
