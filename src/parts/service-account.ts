import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { MetadataOptions } from '../options/metadata';
import { clusterLabels } from '../render/labels';

/** For which cluster the ServiceAccount is. */
export interface ServiceAccountProps extends MetadataOptions {
  /** The name of the cluster and of the ServiceAccount. */
  readonly name: string;
}

/**
 * Whom the pods run as towards Kubernetes: nobody. A ServiceAccount of their own, without a token and without any right.
 */
export class ServiceAccount extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      ...k8s.KubeServiceAccount.GVK,
      metadata: { name: props.name, labels: { ...props.labels, ...clusterLabels(props.name) }, annotations: props.annotations },
      automountServiceAccountToken: false,
    });
  }
}
