import { ApiObject, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Engine, Formation, Keeper, KeeperOptions, ManagerImage, RedisCluster, RedisClusterProps } from '../../src';
import { chart, container, job, Manifest, object, objects } from '../synth';

function synth(options?: KeeperOptions, props: RedisClusterProps = {}): Chart {
  const scope = chart();
  new RedisCluster(scope, 'cache', { ...props, keeper: Keeper.pods(options) });
  return scope;
}

const deployment = (scope: Chart) => object(scope, 'Deployment', 'cache-keeper');
const spec = (options?: KeeperOptions) => deployment(synth(options)).spec;
const manager = (options?: KeeperOptions) => container(deployment(synth(options)), 'manager');

test('it runs the same program as the Job, on the same shape', () => {
  const scope = synth();
  const [keeper, former] = [deployment(scope), job(scope)].map((workload) => container(workload, 'manager'));
  expect(keeper).toMatchObject({ image: 'redis:8.0', command: ['sh', '/manager/manage.sh', 'keep'], env: former.env });
  expect(keeper.volumeMounts).toEqual(former.volumeMounts);
  expect(spec().template.spec.volumes).toEqual(job(scope).spec.template.spec.volumes);
  expect(objects(scope).filter(({ metadata }) => metadata.name === 'cache-manager')).toHaveLength(1);
});

test('its pods are none of those that hold data, and selected by labels that users cannot change', () => {
  const { selector, template } = deployment(synth({}, { podLabels: { team: 'shop' } })).spec;
  expect(selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'redis-cluster',
    'app.kubernetes.io/instance': 'cache',
    'app.kubernetes.io/component': 'keeper',
  });
  expect(template.metadata.labels).toEqual({ ...selector.matchLabels, 'app.kubernetes.io/managed-by': 'cdk8s', team: 'shop' });
});

test('it passes the restricted Pod Security Standard, without a token', () => {
  expect(spec().template.spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    serviceAccountName: 'cache',
    securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(manager().securityContext).toMatchObject({
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  });
});

test('two of them share no Kubernetes node', () => {
  const { replicas, selector, template } = spec();
  expect(replicas).toBe(2);
  expect(template.spec.topologySpreadConstraints).toEqual([
    {
      topologyKey: 'kubernetes.io/hostname',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      nodeTaintsPolicy: 'Honor',
      labelSelector: selector,
      matchLabelKeys: ['pod-template-hash'],
    },
  ]);
});

test('it leaves a dead node soon, and ends at once', () => {
  expect(spec().template.spec).toMatchObject({
    terminationGracePeriodSeconds: 1,
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
    ],
  });
});

test('ready means that the cluster is healthy, and no update waits for that', () => {
  expect(manager().readinessProbe).toMatchObject({
    exec: { command: ['test', '-e', '/run/manager/healthy'] },
    periodSeconds: 5,
    failureThreshold: 1,
  });
  expect(spec()).toMatchObject({
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%', maxSurge: 0 } },
    progressDeadlineSeconds: 2147483647,
  });
});

test('alive means that it looks, once it has started to', () => {
  expect(manager().livenessProbe).toMatchObject({ exec: { command: ['sh', '/manager/manage.sh', 'alive'] }, periodSeconds: 30 });
  expect(manager().startupProbe).toMatchObject({ exec: { command: ['test', '-e', '/run/manager/looked'] }, failureThreshold: 600 });
});

describe('how it runs', () => {
  test('by default', () => {
    expect(manager().resources).toEqual({ requests: { cpu: '10m', memory: '32Mi' } });
    expect(spec().template.spec.nodeSelector).toBeUndefined();
  });

  test('as the user wants it', () => {
    const toleration = { key: 'dedicated', operator: 'Exists' };
    const options: KeeperOptions = {
      replicas: 3,
      resources: { cpu: { limit: Cpu.units(1) } },
      tolerations: [toleration],
      nodeSelector: { pool: 'system' },
    };
    expect(spec(options)).toMatchObject({ replicas: 3, template: { spec: { nodeSelector: { pool: 'system' } } } });
    expect(spec(options).template.spec.tolerations).toEqual([...spec().template.spec.tolerations, toleration]);
    expect(manager(options).resources).toEqual({ limits: { cpu: '1' } });
  });

  test('with a place of its own choice', () => {
    const spread = { topologyKey: 'rack', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' };
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] } };
    const placed = spec({ affinity, topologySpreadConstraints: [spread], priorityClassName: 'high', schedulerName: 'mine' });
    expect(placed.template.spec).toMatchObject({ affinity, priorityClassName: 'high', schedulerName: 'mine' });
    expect(placed.template.spec.topologySpreadConstraints).toEqual([
      ...spec().template.spec.topologySpreadConstraints,
      { ...spread, labelSelector: { matchLabels: placed.selector.matchLabels } },
    ]);
  });

  test('from the image of the engine', () => {
    const scope = synth({}, { engine: Engine.valkey('9.1') });
    expect(container(deployment(scope), 'manager').image).toBe('valkey/valkey:9.1');
  });

  test('from Ubuntu, with room for its tools', () => {
    const options = { image: ManagerImage.ubuntu() };
    expect(manager(options)).toMatchObject({ image: 'ubuntu:24.04', command: ['sh', '/manager/ubuntu-tools.sh', 'keep'] });
    expect(spec(options).template.spec.volumes).toContainEqual({ name: 'work', emptyDir: { sizeLimit: '512Mi' } });
  });
});

test('left out it is not there', () => {
  const scope = chart();
  const redis = new RedisCluster(scope, 'cache', { keeper: Keeper.none() });
  expect(redis.keeper).toBeUndefined();
  expect(objects(scope).filter(({ kind }: Manifest) => kind === 'Deployment')).toEqual([]);
});

test('without the Job it has the program for itself', () => {
  const scope = synth({}, { formation: Formation.none() });
  expect(object(scope, 'ConfigMap', 'cache-manager').data).toHaveProperty(['keep.sh']);
  expect(deployment(scope)).toEqual(deployment(synth()));
});

test('a patch keeps everything else', () => {
  const scope = chart();
  const redis = new RedisCluster(scope, 'cache');
  const before = deployment(scope);
  ApiObject.of(redis.keeper!).addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
  before.spec.template.spec.priorityClassName = 'high';
  expect(deployment(scope)).toEqual(before);
});

test('memory that the servers may take is not that of the keeper', () => {
  const scope = synth({}, { resources: { memory: { limit: Size.gibibytes(4) } } });
  expect(container(deployment(scope), 'manager').resources.limits).toBeUndefined();
});
