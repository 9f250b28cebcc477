/** What a pod of the cluster is for. */
export enum Component {
  /** It holds data. */
  NODE = 'node',
  /** It forms the cluster and ends. */
  FORMATION = 'formation',
  /** It keeps the cluster healthy. */
  KEEPER = 'keeper',
}

/** Which shard a pod is of, where each has a StatefulSet of its own. */
export const SHARD = 'cdk8s-redis-cluster/shard';

type Labels = { readonly [key: string]: string };

/** Labels of what all pods of a cluster share. */
export function clusterLabels(cluster: string): Labels {
  return {
    'app.kubernetes.io/name': 'redis-cluster',
    'app.kubernetes.io/instance': cluster,
    'app.kubernetes.io/managed-by': 'cdk8s',
  };
}

/** Labels of one kind of pod, and of what belongs to it alone. */
export function componentLabels(cluster: string, component: Component): Labels {
  return { ...clusterLabels(cluster), 'app.kubernetes.io/component': component };
}

/** By what pods are selected. Kubernetes does not let a StatefulSet change it, so it is fixed for ever. */
export function selectorLabels(cluster: string, component: Component): Labels {
  return {
    'app.kubernetes.io/name': 'redis-cluster',
    'app.kubernetes.io/instance': cluster,
    'app.kubernetes.io/component': component,
  };
}

/** By what the pods of one shard are selected besides. In a single StatefulSet nobody knows them. */
export function shardLabels(shard: number | undefined): Labels {
  return shard === undefined ? {} : { [SHARD]: `${shard}` };
}
