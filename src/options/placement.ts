import { k8s } from '../../imports/k8s';

/** On which Kubernetes nodes pods may run, and how the scheduler chooses. */
export interface PlacementOptions {
  /**
   * Labels that a pod's Kubernetes node must have.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * Rules of affinity, beside those that keep the pods apart. On pods that hold data its `podAntiAffinity` stands in the place of `antiAffinity`.
   *
   * @default - none
   */
  readonly affinity?: k8s.Affinity;

  /**
   * How the pods are spread over nodes, zones and the like. One without `labelSelector` counts the pods themselves: Kubernetes would count none.
   *
   * @default - none but the cluster's own
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * The name of a PriorityClass that exists already.
   *
   * @default - the default class of the Kubernetes cluster
   */
  readonly priorityClassName?: string;

  /**
   * The scheduler that places the pods.
   *
   * @default - Kubernetes' own
   */
  readonly schedulerName?: string;
}
