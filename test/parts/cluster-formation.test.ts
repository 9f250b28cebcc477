import { readdirSync } from 'node:fs';
import { ApiObject, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { ClusterFormation, ClusterFormationProps, Delivery, Engine, Formation, Keeper, ManagerImage, RedisCluster } from '../../src';
import { chart, container, job, object } from '../synth';

function form(props: Partial<ClusterFormationProps> = {}): { scope: Chart; formation: ClusterFormation } {
  const scope = chart();
  const formation = new ClusterFormation(scope, 'formation', { statefulSetName: 'redis', serviceName: 'redis-service', ...props });
  return { scope, formation };
}

const shape = (props?: Partial<ClusterFormationProps>) => object(form(props).scope, 'ConfigMap', 'redis-manager').data.shape;
const spec = (props?: Partial<ClusterFormationProps>) => job(form(props).scope).spec;
const manager = (props?: Partial<ClusterFormationProps>) => container(job(form(props).scope), 'manager');

test('used alone it is a Job and its program, for any StatefulSet', () => {
  const { scope, formation } = form();
  expect(job(scope).metadata.name).toMatch(/^redis-form-[0-9a-f]{8,10}$/);
  expect(job(scope).metadata.name).toBe(formation.jobName);
  expect(shape()).toContain("PODS='redis-0 redis-1 redis-2 redis-3 redis-4 redis-5'\nOTHERS=''\nSERVICE='redis-service'\n");
});

test('foreign servers keep their node timeout and need not announce anything, unless that is said', () => {
  expect(shape()).toContain("NODE_TIMEOUT=''\nWAIT='3600'\nANNOUNCED='no'\n");
  expect(shape({ nodeTimeout: Duration.seconds(15), announcedHostnames: true })).toContain("NODE_TIMEOUT='15000'\nWAIT='3600'\nANNOUNCED='yes'\n");
});

test('the program is every script of the manager', () => {
  const folder = `${__dirname}/../../src/scripts`;
  const scripts = [...readdirSync(`${folder}/manager`), ...readdirSync(`${folder}/manager/plan`)].filter((name) => /\.(sh|awk)$/.test(name));
  expect(scripts).toContain('manage.sh');
  expect(Object.keys(object(form().scope, 'ConfigMap', 'redis-manager').data).sort()).toEqual(
    [...scripts, 'certificates.sh', 'lib.sh', 'shape'].sort(),
  );
});

test('the pod knows which shape it was made for', () => {
  const hash = /^SHAPE_HASH='([0-9a-f]{16})'$/m.exec(shape())?.[1];
  expect(manager().env).toContainEqual({ name: 'EXPECTED_HASH', value: hash });
  expect(shape({ shards: 4 })).not.toContain(hash);
});

test('it runs the manager where that can be written to, and nothing else can', () => {
  expect(manager()).toMatchObject({
    image: 'redis:8.0',
    command: ['sh', '/manager/manage.sh', 'form'],
    securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'manager', mountPath: '/manager', readOnly: true },
      { name: 'work', mountPath: '/run/manager' },
    ],
  });
  expect(spec().template.spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [
      { name: 'manager', configMap: { name: 'redis-manager' } },
      { name: 'work', emptyDir: { sizeLimit: '64Mi' } },
    ],
  });
});

test('its pods are none of those that hold data', () => {
  expect(spec().template.metadata.labels['app.kubernetes.io/component']).toBe('formation');
});

describe('image', () => {
  test('of the engine', () => {
    expect(manager({ engine: Engine.valkey('9.1') }).image).toBe('valkey/valkey:9.1');
  });

  test('Ubuntu, with room for its tools', () => {
    const { scope } = form({ image: ManagerImage.ubuntu() });
    expect(container(job(scope), 'manager')).toMatchObject({ image: 'ubuntu:24.04', command: ['sh', '/manager/ubuntu-tools.sh', 'form'] });
    expect(job(scope).spec.template.spec.volumes).toContainEqual({ name: 'work', emptyDir: { sizeLimit: '512Mi' } });
  });

  test('any other', () => {
    expect(manager({ image: ManagerImage.custom('tools:1') })).toMatchObject({ image: 'tools:1', command: ['sh', '/manager/manage.sh', 'form'] });
  });
});

test('whether the data outlives the pods it does not know, so a lost shard is for a person to decide', () => {
  expect(shape()).toContain("ON_SHARD_LOSS='manual'\n");
});

test('it can be made apart for a cluster that has nobody who manages it', () => {
  const scope = chart();
  new RedisCluster(scope, 'cache', { formation: Formation.none(), keeper: Keeper.none() });
  new ClusterFormation(scope, 'formation', { statefulSetName: 'cache', serviceName: 'cache-nodes' });
  expect(job(scope).metadata.name).toMatch(/^cache-form-/);
});

describe('how the Job runs', () => {
  test('by default', () => {
    expect(spec()).toMatchObject({ backoffLimit: 6, activeDeadlineSeconds: 75 * 60, template: { spec: { restartPolicy: 'Never' } } });
    expect(manager().resources).toEqual({ requests: { cpu: '100m', memory: '64Mi' } });
  });

  test('as the user wants it', () => {
    const props: Partial<ClusterFormationProps> = {
      backoffLimit: 0,
      wait: Duration.minutes(1),
      activeDeadline: Duration.minutes(3),
      resources: { cpu: { limit: Cpu.units(1) }, memory: { request: Size.mebibytes(32) } },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      nodeSelector: { pool: 'system' },
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] } },
      priorityClassName: 'high',
      schedulerName: 'mine',
    };
    expect(spec(props)).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: 180,
      template: {
        spec: {
          tolerations: props.tolerations,
          nodeSelector: props.nodeSelector,
          affinity: props.affinity,
          priorityClassName: 'high',
          schedulerName: 'mine',
        },
      },
    });
    expect(manager(props).resources).toEqual({ requests: { memory: '32Mi' }, limits: { cpu: '1' } });
  });
});

describe('delivery', () => {
  test('plain: gone after a day', () => {
    expect(spec().ttlSecondsAfterFinished).toBe(24 * 60 * 60);
  });

  test.each([
    ['Argo CD', Delivery.argoCd()],
    ['Flux', Delivery.flux()],
  ])('%s: an ordinary object that stays', (_, delivery) => {
    const { metadata, spec: jobSpec } = job(form({ delivery }).scope);
    expect(jobSpec.ttlSecondsAfterFinished).toBeUndefined();
    expect(metadata.annotations).toBeUndefined();
  });
});

describe('a changed Job is a new Job', () => {
  const name = (props?: Partial<ClusterFormationProps>) => form(props).formation.jobName;

  test.each<[string, Partial<ClusterFormationProps>]>([
    ['shape', { shards: 4 }],
    ['image', { engine: Engine.redis('8.2') }],
    ['wait', { wait: Duration.hours(2) }],
    ['pod labels', { podLabels: { team: 'shop' } }],
  ])('another %s', (_, props) => {
    expect(name(props)).not.toBe(name());
  });

  test('the same again', () => {
    expect(name({ labels: { team: 'shop' } })).toBe(name());
  });

  test('patches count', () => {
    const { scope, formation } = form();
    ApiObject.of(formation).addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
    expect(job(scope).spec.template.spec.priorityClassName).toBe('high');
    expect(formation.jobName).not.toBe(name());
    expect(job(scope).metadata.name).toBe(formation.jobName);
  });
});

test('used alone it judges its own props', () => {
  expect(() => form({ statefulSetName: 'Not A Name', backoffLimit: -1 })).toThrow(/Not A Name[^]*backoffLimit|backoffLimit[^]*Not A Name/);
});
