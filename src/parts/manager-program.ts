import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { checksum } from '../render/checksum';
import { clusterLabels } from '../render/labels';
import { ManagerPod, renderManagerPod } from '../render/manager-pod';
import { Settings } from '../render/settings';
import { renderShape, Shape, withHash } from '../render/shape';
import { managerScripts } from './scripts';

/** Of whose settings the pods are, and what they are to make of the servers. */
export interface ManagerProgramProps {
  readonly settings: Settings;
  readonly shape: Shape;
}

/**
 * What every pod that manages runs: the ConfigMap `<name>-manager` with the program and the wanted shape, and the pod that mounts it.
 * A change here never rolls the pods that hold data.
 */
export class ManagerProgram extends Construct {
  /** The ConfigMap's name. */
  public readonly configMapName: string;

  private readonly settings: Settings;
  private readonly shape: string;
  private readonly hash: string;

  constructor(scope: Construct, id: string, { settings, shape }: ManagerProgramProps) {
    super(scope, id);
    this.settings = settings;
    this.configMapName = `${shape.name}-manager`;
    this.shape = renderShape(shape);
    this.hash = checksum(this.shape, managerScripts().checksum);

    new ApiObject(this, 'Resource', {
      ...k8s.KubeConfigMap.GVK,
      metadata: { name: this.configMapName, labels: { ...settings.labels, ...clusterLabels(shape.name) }, annotations: settings.annotations },
      data: Lazy.any({ produce: () => ({ ...managerScripts().files, shape: withHash(this.shape, this.hash) }) }),
    });
  }

  /** The pod that runs it. */
  public podSpec(pod: ManagerPod): k8s.PodSpec {
    return renderManagerPod(this.settings, this.configMapName, this.hash, pod);
  }
}
