import { ServiceType } from 'cdk8s-plus-27';

/** The Service that clients connect to. */
export interface ServiceOptions {
  /**
   * The type of the Service for clients.
   *
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: ServiceType;

  /**
   * Annotations of the Service for clients, besides those of every object: what a load balancer wants to be told, for example.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [key: string]: string };
}
