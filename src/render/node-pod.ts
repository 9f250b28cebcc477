import { k8s } from '../../imports/k8s';
import { EndpointType } from '../options/configuration';
import { engineVersion } from '../options/engine-versions';
import { StorageKind } from '../options/storage';
import { authEnv, authMounts, nodeAuthVolumes } from './auth';
import { maxMemoryBytes } from './memory';
import { moduleFolder } from './modules';
import { fromField, podBase, restricted, RUN_PATH, unlessEmpty } from './pod';
import { renderNodePlacement, Selectors } from './placement';
import { DATA_PATH } from './redis-conf';
import { renderResources } from './resources';
import { Settings } from './settings';
import { handoverSeconds, lineSeconds } from './stopping';
import { renderTls } from './tls';
import { serverSets } from './topology';

/** How long, in seconds, a server may take until it answers at all. Loading its data counts as an answer, however long it takes. */
const STARTUP_SECONDS = 60;

/**
 * How long, in seconds, DNS may go on giving a pod's former address, or none: twice the 30 s that CoreDNS keeps names in kubeadm's clusters
 * (https://github.com/kubernetes/kubernetes/blob/v1.27.0/cmd/kubeadm/app/phases/addons/dns/manifests.go), since a cache on each Kubernetes node may keep them once more.
 */
const NAME_SECONDS = 60;

/** The names of the ConfigMaps that a data pod mounts, and by what its like are recognized. */
export interface NodePodSurroundings {
  readonly configName: string;
  readonly scriptsName: string;
  readonly selectors: Selectors;
}

/** A pod that holds data. */
export function renderNodePod(settings: Settings, surroundings: NodePodSurroundings): k8s.PodSpec {
  return {
    ...podBase(settings),
    terminationGracePeriodSeconds: settings.terminationGracePeriod.toSeconds(),
    ...renderNodePlacement(settings, surroundings.selectors),
    initContainers: unlessEmpty(settings.initContainers),
    containers: [serverContainer(settings), ...settings.sidecars],
    volumes: [
      { name: 'config', configMap: { name: surroundings.configName } },
      { name: 'scripts', configMap: { name: surroundings.scriptsName } },
      { name: 'run', emptyDir: {} },
      ...renderTls(settings, RUN_PATH).volumes,
      ...dataVolume(settings),
      ...nodeAuthVolumes(settings.auth),
      ...settings.volumes,
    ],
  };
}

function serverContainer(settings: Settings): k8s.Container {
  return {
    name: 'redis',
    image: settings.engine.image,
    imagePullPolicy: settings.imagePullPolicy,
    command: ['sh', '/scripts/start.sh'],
    env: environment(settings),
    ports: [
      { name: 'redis', containerPort: settings.port },
      { name: 'cluster', containerPort: settings.busPort },
    ],
    resources: renderResources(settings.resources),
    securityContext: restricted(settings),
    lifecycle: { preStop: { exec: { command: ['sh', `${RUN_PATH}/stop.sh`] } } },
    startupProbe: probe('startup', { periodSeconds: 1, timeoutSeconds: 3, failureThreshold: STARTUP_SECONDS }),
    livenessProbe: probe('liveness', { periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 3 }),
    // Each answer costs tens of milliseconds of CPU, most of them the container runtime's.
    readinessProbe: probe('readiness', { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 }),
    volumeMounts: [
      { name: 'config', mountPath: '/etc/redis', readOnly: true },
      { name: 'scripts', mountPath: '/scripts', readOnly: true },
      { name: 'run', mountPath: RUN_PATH },
      { name: 'data', mountPath: DATA_PATH },
      ...authMounts(settings.auth),
      ...renderTls(settings, RUN_PATH).volumeMounts,
      ...settings.volumeMounts,
    ],
  };
}

function environment(settings: Settings): k8s.EnvVar[] {
  const { serviceName, clusterDomain, port, engine, auth, env, layout, endpointType } = settings;
  const folder = moduleFolder(settings);
  const sets = serverSets(settings).length;
  const line = { name: 'LINE_SECONDS', value: `${lineSeconds(sets)}` };
  const maximum = maxMemoryBytes(settings.maxMemory, settings.resources);
  const handover = handoverSeconds(settings.terminationGracePeriod, settings.persistence, maximum, sets);
  return [
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('POD_IP', 'status.podIP'),
    fromField('NODE_NAME', 'spec.nodeName'),
    { name: 'SERVICE_NAME', value: serviceName },
    { name: 'CLUSTER_DOMAIN', value: clusterDomain },
    { name: 'PORT', value: `${port}` },
    { name: 'ANNOUNCE_NODE_NAME', value: engineVersion(engine.family, engine.version).announceNodeName ? 'yes' : 'no' },
    ...(folder === undefined ? [] : [{ name: 'MODULES', value: folder }]),
    { name: 'HANDOVER_SECONDS', value: `${handover}` },
    ...(layout.perShard ? [line] : []),
    ...(endpointType === EndpointType.HOSTNAME ? [{ name: 'NAME_SECONDS', value: `${NAME_SECONDS}` }] : []),
    ...authEnv(auth),
    ...renderTls(settings, RUN_PATH).env,
    ...env,
  ];
}

function probe(kind: string, bounds: Omit<k8s.Probe, 'exec'>): k8s.Probe {
  return { exec: { command: ['sh', `${RUN_PATH}/probe.sh`, kind] }, ...bounds };
}

/** Claims are volumes that the StatefulSet adds by itself. */
function dataVolume({ storage }: Settings): k8s.Volume[] {
  if (storage.kind !== StorageKind.EMPTY_DIR) return [];
  return [{ name: 'data', emptyDir: storage.sizeLimit ? { sizeLimit: k8s.Quantity.fromString(storage.sizeLimit.asString()) } : {} }];
}
