import { Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';
import { k8s } from '../../imports/k8s';
import { AntiAffinity } from './anti-affinity';
import { Layout } from './layout';
import { PlacementOptions } from './placement';
import { PodOptions } from './pods';
import { Storage } from './storage';

/** How the pods that hold data run. */
export interface NodesOptions extends PodOptions, PlacementOptions {
  /**
   * How many parts the keys are spread over: 3 or more, each with a master of its own.
   *
   * @default 3
   */
  readonly shards?: number;

  /**
   * How many further copies of each shard there are, each in a pod of its own.
   *
   * @default 1
   */
  readonly replicasPerShard?: number;

  /**
   * Which StatefulSets the pods belong to.
   *
   * @default Layout.singleStatefulSet()
   */
  readonly layout?: Layout;

  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Where the servers' files live.
   *
   * @default Storage.emptyDir()
   */
  readonly storage?: Storage;

  /**
   * How firmly all pods of the cluster keep to different Kubernetes nodes, whatever their shard.
   *
   * @default - AntiAffinity.preferred(), unless `affinity` has a `podAntiAffinity`
   */
  readonly antiAffinity?: AntiAffinity;

  /**
   * CPU and memory of each server.
   *
   * @default - requests 100m and 100Mi (or the limit, where that is lower), no limits
   */
  readonly resources?: ContainerResources;

  /**
   * How long a pod may take to stop, in whole seconds. A master hands its slots over first, so 18 s is the least; with more than ten StatefulSets half a second more for
   * each, since all their masters may want to at once.
   *
   * @default - the least and 2 s; where a server writes a last snapshot (persistence is snapshots alone), 20 s more for each GiB of its maximum memory, or 10 minutes where
   * there is no maximum
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Further environment variables of the server's container.
   *
   * @default - none
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Containers beside the server's.
   *
   * @default - none
   */
  readonly sidecars?: k8s.Container[];

  /**
   * Containers that run before the server's.
   *
   * @default - none
   */
  readonly initContainers?: k8s.Container[];

  /**
   * Further volumes of the pods.
   *
   * @default - none
   */
  readonly volumes?: k8s.Volume[];

  /**
   * Where the server's container mounts further volumes.
   *
   * @default - nowhere
   */
  readonly volumeMounts?: k8s.VolumeMount[];

  /**
   * How a change reaches the pods of a StatefulSet.
   *
   * @default - Kubernetes' own: a rolling update, one pod at a time
   */
  readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;
}
