import { ImagePullPolicy } from 'cdk8s-plus-27';
import { MetadataOptions } from './metadata';

/** What all pods of the cluster have in common: those that hold data and those that manage. */
export interface PodOptions extends MetadataOptions {
  /**
   * Labels of the pods. Those that select the pods cannot be set.
   *
   * @default - the cluster's own
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * Annotations of the pods.
   *
   * @default - the cluster's own
   */
  readonly podAnnotations?: { readonly [key: string]: string };

  /**
   * When images are pulled.
   *
   * @default ImagePullPolicy.IF_NOT_PRESENT
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of the Secrets with which images are pulled.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * The name of a ServiceAccount that exists already. No pod mounts its token.
   *
   * @default - a cluster makes one of its own, without a token; a part that is used alone uses that of the namespace
   */
  readonly serviceAccountName?: string;

  /**
   * Whether user, group and `fsGroup` of the pods are left to the platform, as OpenShift assigns them to each namespace. Where nothing assigns them no pod starts,
   * since none may run as root.
   *
   * @default - false: user and group 999, as in the official images
   */
  readonly assignedIds?: boolean;
}
