import { Size } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';
import { k8s } from '../../imports/k8s';
import { ManagerImage } from '../options/manager-image';
import { ManagerPodOptions } from '../options/manager-pods';
import { authEnv, authMounts, managerAuthVolumes } from './auth';
import { fromField, podBase, restricted } from './pod';
import { renderPlacement } from './placement';
import { renderResources } from './resources';
import { Settings } from './settings';
import { renderTls } from './tls';

export const SCRIPTS_PATH = '/manager';
export const WORK_PATH = '/run/manager';

/** How long, in seconds, the container may take to stop: it can end at any point, so nothing is gained by waiting for it. */
const GRACE_SECONDS = 1;

/** A copy of the scripts and one snapshot of each node. */
const WORK_SIZE = Size.mebibytes(64);

/** The same, with the index of a package archive and what is unpacked from it. */
const WORK_SIZE_WITH_TOOLS = Size.mebibytes(512);

/** How one pod that manages differs from another. */
export interface ManagerPod extends ManagerPodOptions {
  /** What it is to do: an argument of the script. */
  readonly task: string;
  readonly resources: ContainerResources;
  /** By what its like are selected. */
  readonly selector: { readonly [key: string]: string };
  readonly probes?: Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;
}

/** A pod that manages: the mounted program, a scratch volume, and the same restrictions as everywhere. */
export function renderManagerPod(settings: Settings, configMapName: string, shapeHash: string, pod: ManagerPod): k8s.PodSpec {
  const image = pod.image ?? ManagerImage.engine();
  const tls = renderTls(settings, WORK_PATH);
  const workSize = image.installsTools ? WORK_SIZE_WITH_TOOLS : WORK_SIZE;
  return {
    ...podBase(settings),
    terminationGracePeriodSeconds: GRACE_SECONDS,
    ...renderPlacement(pod, pod.selector),
    containers: [
      {
        name: 'manager',
        image: image.image ?? settings.engine.image,
        imagePullPolicy: settings.imagePullPolicy,
        command: ['sh', `${SCRIPTS_PATH}/${image.entry}`, pod.task],
        env: [
          fromField('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'EXPECTED_HASH', value: shapeHash },
          // The root file system is read-only, and package tools want somewhere to put things for a moment.
          { name: 'TMPDIR', value: WORK_PATH },
          ...tls.env,
          ...authEnv(settings.auth),
        ],
        resources: renderResources(pod.resources),
        securityContext: restricted(settings),
        ...pod.probes,
        volumeMounts: [
          { name: 'manager', mountPath: SCRIPTS_PATH, readOnly: true },
          { name: 'work', mountPath: WORK_PATH },
          ...tls.volumeMounts,
          ...authMounts(settings.auth),
        ],
      },
    ],
    volumes: [
      { name: 'manager', configMap: { name: configMapName } },
      { name: 'work', emptyDir: { sizeLimit: k8s.Quantity.fromString(workSize.asString()) } },
      ...tls.volumes,
      ...managerAuthVolumes(settings.auth),
    ],
  };
}
