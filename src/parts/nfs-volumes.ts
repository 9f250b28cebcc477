import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { renderNfsVolume, volumeName } from '../render/claims';
import { Component, componentLabels } from '../render/labels';
import { Settings } from '../render/settings';
import { podNames } from '../render/topology';

/**
 * One static PersistentVolume per pod, each with its own folder on the NFS server.
 */
export class NfsVolumes extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { name, storage, labels, annotations } = settings;
    const namespace = settings.namespace!;
    for (const pod of podNames(settings)) {
      const volume = new ApiObject(this, pod, {
        ...k8s.KubePersistentVolume.GVK,
        metadata: { name: volumeName(pod, namespace), labels: { ...labels, ...componentLabels(name, Component.NODE) }, annotations },
        spec: Lazy.any({ produce: () => k8s.KubePersistentVolume.manifest({ spec: renderNfsVolume(storage, pod, namespace) }).spec }),
      });
      // Charts give their namespace to all objects, and this kind has none.
      volume.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
  }
}
