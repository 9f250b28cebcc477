import { ApiObject, Chart, ChartProps, Duration, JsonPatch, Size } from 'cdk8s';
import { Cpu, PersistentVolumeAccessMode } from 'cdk8s-plus-27';
import { k8s } from '../../imports/k8s';
import {
  AntiAffinity,
  Configuration,
  EndpointType,
  Engine,
  EngineModules,
  Nodes,
  NodesOptions,
  Persistence,
  RetentionPolicy,
  Storage,
} from '../../src';
import { chart, container, Manifest, object, objects } from '../synth';

function synth(options: NodesOptions = {}, props: ChartProps = {}, engine?: Engine, endpointType?: EndpointType): Chart {
  const scope = chart(props);
  const configuration = new Configuration(scope, 'configuration', { name: 'cache', engine, endpointType });
  new Nodes(scope, 'nodes', { ...options, configuration });
  return scope;
}

const statefulSet = (scope: Chart) => object(scope, 'StatefulSet', 'cache');
const pod = (options?: NodesOptions) => statefulSet(synth(options)).spec.template.spec;
const server = (options?: NodesOptions) => container(statefulSet(synth(options)), 'redis');

test('used alone it is a StatefulSet, whose pods start all at once', () => {
  expect(statefulSet(synth()).spec).toMatchObject({ replicas: 6, serviceName: 'cache-nodes', podManagementPolicy: 'Parallel' });
});

test('it selects its pods by labels that users cannot change', () => {
  const { selector, template } = statefulSet(synth({ podLabels: { team: 'shop' } })).spec;
  expect(selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'redis-cluster',
    'app.kubernetes.io/instance': 'cache',
    'app.kubernetes.io/component': 'node',
  });
  expect(template.metadata.labels).toEqual({ ...selector.matchLabels, 'app.kubernetes.io/managed-by': 'cdk8s', team: 'shop' });
});

test('it passes the restricted Pod Security Standard', () => {
  expect(pod()).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 999, runAsGroup: 999, fsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(server().securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 999,
    runAsGroup: 999,
  });
});

test('it runs the scripts, and probes the copy that the start makes', () => {
  const { command, startupProbe, livenessProbe, readinessProbe } = server();
  expect(command).toEqual(['sh', '/scripts/start.sh']);
  for (const [probe, kind] of [
    [startupProbe, 'startup'],
    [livenessProbe, 'liveness'],
    [readinessProbe, 'readiness'],
  ]) {
    expect(probe.exec.command).toEqual(['sh', '/run/redis-cluster/probe.sh', kind]);
  }
  const { data } = object(synth(), 'ConfigMap', 'cache-scripts');
  expect(Object.keys(data)).toEqual(expect.arrayContaining(['lib.sh', 'probe.sh', 'start.sh']));
  expect(Object.keys(data)).not.toContain('manage.sh');
});

test('before a server is told to stop, the copy of the stop script hands its slots over', () => {
  expect(server().lifecycle).toEqual({ preStop: { exec: { command: ['sh', '/run/redis-cluster/stop.sh'] } } });
  expect(object(synth(), 'ConfigMap', 'cache-scripts').data).toHaveProperty(['stop.sh']);
});

test('its container knows who and where it is', () => {
  const env = (engine: Engine, endpointType?: EndpointType) => {
    const variables = container(statefulSet(synth({ clusterDomain: 'k8s.example' }, {}, engine, endpointType)), 'redis').env;
    return Object.fromEntries(variables.map(({ name, value, valueFrom }: Manifest) => [name, value ?? valueFrom.fieldRef.fieldPath]));
  };
  expect(env(Engine.redis('7.0'))).toEqual({
    POD_NAME: 'metadata.name',
    POD_NAMESPACE: 'metadata.namespace',
    POD_IP: 'status.podIP',
    NODE_NAME: 'spec.nodeName',
    SERVICE_NAME: 'cache-nodes',
    CLUSTER_DOMAIN: 'k8s.example',
    PORT: '6379',
    ANNOUNCE_NODE_NAME: 'no',
    NAME_SECONDS: '60',
    HANDOVER_SECONDS: '13',
  });
  expect(env(Engine.redis('7.2')).ANNOUNCE_NODE_NAME).toBe('yes');
  expect(env(Engine.redis('7.2'), EndpointType.IP)).not.toHaveProperty('NAME_SECONDS');
});

test.each<[string, Engine, EngineModules, string | undefined]>([
  ['none', Engine.redis('8.0'), EngineModules.none(), undefined],
  ["the official image's", Engine.redis('8.0'), EngineModules.bundled(), '/usr/local/lib/redis/modules'],
  ["the bundle's", Engine.valkey('9.1', { image: 'valkey/valkey-bundle:9.1' }), EngineModules.bundled(), '/usr/lib/valkey'],
  ['those of another folder', Engine.redis('7.0'), EngineModules.bundled('/opt/modules'), '/opt/modules'],
])('modules: %s', (_, engine, modules, folder) => {
  const scope = chart();
  new Nodes(scope, 'nodes', { configuration: new Configuration(scope, 'configuration', { name: 'cache', engine, modules }) });
  const found = container(statefulSet(scope), 'redis').env.find(({ name }: { name: string }) => name === 'MODULES');
  expect(found?.value).toBe(folder);
});

test('every mount has a volume, and every volume a mount', () => {
  const { volumes, containers } = pod();
  const mounted = containers[0].volumeMounts.map(({ name, mountPath }: Manifest) => [name, mountPath]);
  expect(mounted).toEqual([
    ['config', '/etc/redis'],
    ['scripts', '/scripts'],
    ['run', '/run/redis-cluster'],
    ['data', '/var/lib/redis'],
  ]);
  expect(volumes).toEqual([
    { name: 'config', configMap: { name: 'cache-config' } },
    { name: 'scripts', configMap: { name: 'cache-scripts' } },
    { name: 'run', emptyDir: {} },
    { name: 'data', emptyDir: {} },
  ]);
});

describe('what users pass through', () => {
  test('resources', () => {
    expect(server().resources).toEqual({ requests: { cpu: '100m', memory: '100Mi' } });
    expect(server({ resources: { cpu: { request: Cpu.units(2) } } }).resources).toEqual({ requests: { cpu: '2', memory: '100Mi' } });
  });

  test('terminationGracePeriod', () => {
    expect(pod().terminationGracePeriodSeconds).toBe(20);
    expect(pod({ terminationGracePeriod: Duration.minutes(1) }).terminationGracePeriodSeconds).toBe(60);
  });

  test('time for the last snapshot that its configuration says', () => {
    const scope = chart();
    const configuration = new Configuration(scope, 'configuration', {
      name: 'cache',
      persistence: Persistence.snapshots(),
      maxMemory: Size.gibibytes(2),
    });
    new Nodes(scope, 'nodes', { configuration });
    expect(statefulSet(scope).spec.template.spec.terminationGracePeriodSeconds).toBe(60);
  });

  test('antiAffinity', () => {
    const { preferredDuringSchedulingIgnoredDuringExecution: preferred } = pod().affinity.podAntiAffinity;
    const { requiredDuringSchedulingIgnoredDuringExecution: required } = pod({ antiAffinity: AntiAffinity.required({ nodes: 6 }) }).affinity
      .podAntiAffinity;
    expect(preferred).toEqual([{ weight: 100, podAffinityTerm: required[0] }]);
    expect(required).toEqual([
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: statefulSet(synth()).spec.selector.matchLabels } },
    ]);
  });

  test('env, sidecars, initContainers, volumes, volumeMounts and updateStrategy', () => {
    const { updateStrategy, template } = statefulSet(
      synth({
        env: [{ name: 'TZ', value: 'UTC' }],
        sidecars: [{ name: 'exporter', image: 'exporter:1', ports: [{ containerPort: 9121 }] }],
        initContainers: [{ name: 'prepare', image: 'busybox' }],
        volumes: [{ name: 'extra', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Mi') } }],
        volumeMounts: [{ name: 'extra', mountPath: '/extra' }],
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 6, maxUnavailable: k8s.IntOrString.fromNumber(1) } },
      }),
    ).spec;
    const { containers, initContainers, volumes } = template.spec;
    expect(containers.map(({ name }: Manifest) => name)).toEqual(['redis', 'exporter']);
    expect(containers[0].env).toContainEqual({ name: 'TZ', value: 'UTC' });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'extra', mountPath: '/extra' });
    expect(initContainers).toEqual([{ name: 'prepare', image: 'busybox' }]);
    expect(volumes).toContainEqual({ name: 'extra', emptyDir: { sizeLimit: '1Mi' } });
    expect(updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 6, maxUnavailable: 1 } });
  });
});

describe('storage', () => {
  test('an emptyDir with a limit', () => {
    const { volumes } = pod({ storage: Storage.emptyDir({ sizeLimit: Size.gibibytes(1) }) });
    expect(volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '1Gi' } });
  });

  test('a claim for each pod', () => {
    const size = Size.gibibytes(8);
    const { spec } = statefulSet(synth({ storage: Storage.persistentVolumes({ size }) }));
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.volumeClaimTemplates).toEqual([
      { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '8Gi' } } } },
    ]);
    expect(spec.template.spec.volumes.map(({ name }: Manifest) => name)).toEqual(['config', 'scripts', 'run']);
  });

  test('a claim as the user wants it', () => {
    const storage = Storage.persistentVolumes({
      size: Size.gibibytes(8),
      storageClass: 'fast',
      accessMode: PersistentVolumeAccessMode.READ_WRITE_ONCE_POD,
      whenDeleted: RetentionPolicy.DELETE,
      whenScaled: RetentionPolicy.DELETE,
    });
    const { spec } = statefulSet(synth({ storage }));
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Delete', whenScaled: 'Delete' });
    expect(spec.volumeClaimTemplates[0].spec).toMatchObject({ accessModes: ['ReadWriteOncePod'], storageClassName: 'fast' });
  });

  test('a static NFS volume for each pod, bound to its claim alone', () => {
    const storage = Storage.nfs({ server: 'files', path: '/exports/redis/', size: Size.gibibytes(2), mountOptions: ['nfsvers=4.1'] });
    const scope = synth({ storage, annotations: { note: 'hello' } }, { namespace: 'shop' });
    const volumes = objects(scope).filter(({ kind }) => kind === 'PersistentVolume');
    expect(volumes.map(({ metadata }) => metadata.name)).toEqual([0, 1, 2, 3, 4, 5].map((ordinal) => `shop.data-cache-${ordinal}`));
    const { metadata, spec } = object(scope, 'PersistentVolume', 'shop.data-cache-4');
    expect(metadata.namespace).toBeUndefined();
    expect(metadata.annotations).toEqual({ note: 'hello' });
    expect(spec).toEqual({
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data-cache-4' },
      mountOptions: ['nfsvers=4.1'],
      nfs: { server: 'files', path: '/exports/redis/cache-4' },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
    });
    expect(statefulSet(scope).spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      volumeClaimTemplates: [{ spec: { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } } }],
    });
  });

  test('NFS without a namespace is refused', () => {
    expect(() => synth({ storage: Storage.nfs({ server: 'files', path: '/exports' }) })).toThrow(/namespace/);
  });
});

test('a patch of the pods keeps everything else', () => {
  const scope = synth();
  const before = statefulSet(scope);
  ApiObject.of(scope.node.findChild('nodes')).addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
  before.spec.template.spec.priorityClassName = 'high';
  expect(statefulSet(scope)).toEqual(before);
});

test('used alone it judges its own props', () => {
  expect(() => synth({ shards: 1 })).toThrow(/shards/);
});
