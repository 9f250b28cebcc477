import { diff } from '../../../src/cli/diff';
import { Manifest } from '../../../src/cli/diff/objects';
import { object, only, said } from '../manifests';

/** Rules about a field of an object, each with the least that shows it. */

const refused = (old: Manifest, now: Manifest) => only('refused', diff([old], [now]));

describe('StatefulSet', () => {
  const claim = (storage: string, others: object = {}) => ({ metadata: { name: 'data' }, spec: { resources: { requests: { storage } }, ...others } });
  const set = (spec: object) => object('StatefulSet', { spec: { replicas: 2, serviceName: 'it-nodes', ...spec } }, 'apps/v1');
  const withClaims = (...claims: object[]) => set({ volumeClaimTemplates: claims });
  const ANEW = ['kubectl --namespace redis delete statefulset it --cascade=orphan', 'apply NEW'];

  test('larger claims: each is enlarged, then the StatefulSet is made anew around its pods', () => {
    const { changes, steps } = refused(withClaims(claim('1Gi')), withClaims(claim('2Gi')));
    expect(changes).toEqual(['spec.volumeClaimTemplates[data].spec.resources.requests.storage: 1Gi -> 2Gi']);
    const patch = `kubectl --namespace redis patch pvc data-$pod --patch '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`;
    expect(steps).toEqual([expect.stringContaining('ALLOWVOLUMEEXPANSION'), `for pod in it-0 it-1; do ${patch}; done`, ...ANEW]);
  });

  test('larger claims of static volumes stay as they are', () => {
    const fixed = { storageClassName: '' };
    expect(refused(withClaims(claim('1Gi', fixed)), withClaims(claim('2Gi', fixed))).steps).toEqual(ANEW);
  });

  test.each([
    ['smaller claims', withClaims(claim('2Gi')), withClaims(claim('1Gi'))],
    ['another class', withClaims(claim('1Gi')), withClaims(claim('1Gi', { storageClassName: 'fast' }))],
  ])('%s: each pod gets a new claim in turn', (_, old, now) => {
    expect(refused(old, now).steps).toEqual([
      ...ANEW,
      expect.stringMatching(/one at a time: .* delete pvc data-it-1 --wait=false; .* delete pod it-1; go on when/),
    ]);
  });

  test('claims where there were none come with the pods that roll', () => {
    expect(refused(set({}), withClaims(claim('1Gi'))).steps).toEqual(ANEW);
  });

  test('claims that nobody mounts any more are left', () => {
    expect(refused(withClaims(claim('1Gi')), set({})).steps).toEqual([...ANEW, expect.stringContaining('remove the claims that nobody mounts')]);
  });

  test('one size written in two ways is no change', () => {
    expect(said([withClaims(claim('2Gi'))], [withClaims(claim('2048Mi'))])).toEqual([]);
  });

  test.each([
    ['selector', { matchLabels: { a: 'b' } }],
    ['serviceName', 'other'],
  ])('another %s: all pods have to go', (field, value) => {
    expect(refused(set({ [field]: { matchLabels: {} } }), set({ [field]: value })).steps).toEqual([
      expect.stringContaining('under another name'),
      expect.stringContaining('kubectl --namespace redis delete statefulset it, then apply NEW'),
    ]);
  });

  test('another podManagementPolicy: made anew; the default may be written down', () => {
    expect(refused(set({}), set({ podManagementPolicy: 'Parallel' })).steps).toEqual(ANEW);
    expect(said([set({})], [set({ podManagementPolicy: 'OrderedReady' })])).toEqual([]);
  });

  test('OnDelete: what the API server filled in has to go as well', () => {
    const { steps } = refused(set({}), set({ updateStrategy: { type: 'OnDelete' } }));
    expect(steps[0]).toContain('"type":"OnDelete","rollingUpdate":null');
    expect(said([set({ updateStrategy: { type: 'OnDelete' } })], [set({})])).toEqual([
      'in-place: StatefulSet redis/it: spec.updateStrategy: {"type":"OnDelete"} -> none',
    ]);
  });

  test.each([
    ['minReadySeconds', 3],
    ['revisionHistoryLimit', 3],
    ['replicas', 3],
    ['ordinals', { start: 1 }],
    ['updateStrategy', { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }],
    ['persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Delete' }],
  ])('%s changes in place', (field, value) => {
    expect(only('in-place', diff([set({})], [set({ [field]: value })])).why).toBe('no pod restarts for this');
  });

  test('another template rolls the pods, as the strategy says', () => {
    const why = (strategy?: object) =>
      only('rolls', diff([set({ updateStrategy: strategy })], [set({ template: { a: 1 }, updateStrategy: strategy })])).why;
    expect(why()).toMatch(/^its pods restart one at a time/);
    expect(why({ type: 'RollingUpdate', rollingUpdate: { partition: 3 } })).toMatch(/^the pods from ordinal 3 on restart/);
    expect(why({ type: 'OnDelete' })).toMatch(/^no pod restarts by itself/);
  });
});

describe('Service', () => {
  const service = (spec: object) => object('Service', { spec });

  test.each([
    ['an address', 'none', { clusterIP: 'None' }, {}],
    ['none', 'a node port', { type: 'NodePort' }, { clusterIP: 'None' }],
    ['another address', 'the address', { clusterIP: '10.96.0.9' }, { clusterIP: '10.96.0.8' }],
    ['another family', 'the family', { ipFamilies: ['IPv6'] }, { ipFamilies: ['IPv4'] }],
  ])('%s instead of %s: made anew', (_, __, now, old) => {
    expect(refused(service(old), service(now)).steps[0]).toBe('kubectl --namespace redis delete service it');
  });

  test('an address instead of none is taken, and nothing comes of it', () => {
    for (const spec of [{}, { type: 'ClusterIP' }]) {
      expect(only('data', diff([service({ clusterIP: 'None' })], [service(spec)])).why).toMatch(/stays headless/);
    }
  });

  test('type, ports and the name of something else change in place', () => {
    const changes = [{ type: 'NodePort' }, { type: 'ExternalName', externalName: 'example.com' }, { ports: [{ port: 1 }] }];
    for (const spec of changes) expect(diff([service({})], [service(spec)]).map(({ outlook }) => outlook)).toEqual(['in-place']);
    expect(said([service({})], [service({ type: 'ClusterIP' })])).toEqual([]);
  });
});

test.each(['Deployment', 'DaemonSet', 'ReplicaSet'])('another selector of a %s: made anew', (kind) => {
  const workload = (label: string) => object(kind, { spec: { selector: { matchLabels: { label } } } }, 'apps/v1');
  expect(refused(workload('a'), workload('b')).steps).toEqual([`kubectl --namespace redis delete ${kind.toLowerCase()} it`, 'apply NEW']);
});

test.each(['Deployment', 'DaemonSet'])('another template of a %s replaces its pods', (kind) => {
  const workload = (image: string) => object(kind, { spec: { template: { spec: { containers: [{ name: 'a', image }] } } } }, 'apps/v1');
  expect(said([workload('a')], [workload('b')])).toEqual([`rolls: ${kind} redis/it: spec.template.spec.containers[a].image: a -> b`]);
});

test.each(['template', 'selector', 'completions', 'completionMode', 'podFailurePolicy', 'successPolicy', 'managedBy'])(
  'a Job keeps its %s',
  (field) => {
    const job = (value: string) => object('Job', { spec: { [field]: value } }, 'batch/v1');
    expect(refused(job('a'), job('b')).steps[0]).toBe('kubectl --namespace redis delete job it');
  },
);

test.each(['backoffLimit', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'parallelism', 'suspend'])('%s of a Job changes in place', (field) => {
  const job = (value: number) => object('Job', { spec: { [field]: value } }, 'batch/v1');
  expect(said([job(1)], [job(2)])).toEqual([`in-place: Job redis/it: spec.${field}: 1 -> 2`]);
});

describe('PersistentVolume', () => {
  const volume = (spec: object) => object('PersistentVolume', { spec: { nfs: { server: 'a', path: '/a' }, ...spec } });

  test.each([
    { nfs: { server: 'b', path: '/a' } },
    { nfs: { server: 'a', path: '/b' } },
    { volumeMode: 'Block' },
    { nodeAffinity: { required: {} } },
  ])('%j: all pods have to stop for the move', (spec) => {
    expect(refused(volume({}), volume(spec)).steps).toHaveLength(3);
  });

  test.each([
    { capacity: { storage: '2Gi' } },
    { accessModes: ['ReadWriteMany'] },
    { mountOptions: ['hard'] },
    { persistentVolumeReclaimPolicy: 'Retain' },
    { storageClassName: 'a' },
    { claimRef: { name: 'a' } },
  ])('%j changes in place', (spec) => {
    expect(diff([volume({})], [volume(spec)]).map(({ outlook }) => outlook)).toEqual(['in-place']);
  });
});

test('a claim can only grow', () => {
  const claim = (storage: string, spec: object = {}) => object('PersistentVolumeClaim', { spec: { resources: { requests: { storage } }, ...spec } });
  expect(said([claim('1Gi')], [claim('2Gi')])).toEqual(['in-place: PersistentVolumeClaim redis/it: spec.resources.requests.storage: 1Gi -> 2Gi']);
  expect(refused(claim('2Gi'), claim('1Gi')).steps[0]).toContain('a claim of another name');
  expect(refused(claim('1Gi'), claim('1Gi', { storageClassName: 'other' })).changes).toEqual(['spec.storageClassName: none -> other']);
});

test.each(['ConfigMap', 'Secret'])('a %s that is immutable is', (kind) => {
  const text = (data: string, immutable?: boolean) => object(kind, { data: { 'redis.conf': data }, immutable });
  expect(refused(text('a', true), text('b', true)).changes).toEqual(['data[redis.conf]: a -> b']);
  expect(refused(text('a', true), text('a')).changes).toEqual(['immutable: true -> none']);
  expect(said([text('a')], [text('b', true)])).toEqual([`in-place: ${kind} redis/it: data[redis.conf]`, `in-place: ${kind} redis/it: immutable`]);
});

test('a Secret keeps its type', () => {
  const secret = (type: string) => object('Secret', { type });
  expect(refused(secret('Opaque'), secret('kubernetes.io/tls')).steps[0]).toBe('kubectl --namespace redis delete secret it');
});

test('labels and annotations change in place; what the API server writes is no change', () => {
  const budget = (metadata: object, others: object = {}) => ({
    ...object('PodDisruptionBudget', others, 'policy/v1'),
    metadata: { name: 'it', ...metadata },
  });
  expect(said([budget({})], [budget({ labels: { a: 'b' } })])).toEqual(['in-place: PodDisruptionBudget it: metadata.labels: none -> {"a":"b"}']);
  expect(said([budget({})], [budget({ uid: '1', resourceVersion: '2' }, { status: { currentHealthy: 1 } })])).toEqual([]);
});

test('nothing is claimed of a kind that no rule knows', () => {
  const monitor = (interval: string) => object('ServiceMonitor', { spec: { interval } }, 'monitoring.coreos.com/v1');
  expect(said([monitor('1s')], [monitor('2s')])).toEqual(['unknown: ServiceMonitor redis/it: spec.interval: 1s -> 2s']);
});

test('versions of an API are views of the same object', () => {
  const budget = (version: string) => object('PodDisruptionBudget', {}, `policy/${version}`);
  expect(diff([budget('v1beta1')], [budget('v1')])).toEqual([]);
});
