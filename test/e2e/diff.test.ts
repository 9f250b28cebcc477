import { Size } from 'cdk8s';
import { Engine, EvictionPolicy, Keeper, RedisCluster, RedisClusterProps, RetentionPolicy, Storage } from 'cdk8s-redis-cluster';
import { diff } from '../../src/cli/diff';
import { Finding, Outlook } from '../../src/cli/diff/finding';
import { title } from '../../src/cli/diff/objects';
import { parseManifests } from '../../src/cli/manifests';
import { Cluster } from './support/cluster';
import { eventually, sleep } from './support/eventually';
import { kubectl } from './support/kubectl';
import { changed, Manifest, nameOf, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const KEYS = 300;

/** Objects besides a cluster's own, of kinds whose changes are judged as well. The volume is of no namespace, so its name says whose it is. */
const OTHERS: Manifest[] = [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'e2e-diff' },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, nfs: { server: 'a', path: '/a' }, storageClassName: 'e2e-diff' },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'unbound' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'e2e-none' },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fixed' }, immutable: true, data: { a: 'b' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'typed' }, type: 'Opaque', data: {} },
];

const OLD = variant({});

/** Changes by a prop. */
const PROPS: { [change: string]: RedisClusterProps } = {
  'larger claims': { storage: claims({ size: Size.mebibytes(256) }) },
  'smaller claims': { storage: claims({ size: Size.mebibytes(64) }) },
  'the same size in another unit': { storage: claims({ size: Size.kibibytes(128 * 1024) }) },
  'claims of another class': { storage: claims({ storageClass: 'other' }) },
  'no claims': { storage: Storage.emptyDir() },
  'claims that go with the StatefulSet': { storage: claims({ whenDeleted: RetentionPolicy.DELETE }) },
  'a setting': { evictionPolicy: EvictionPolicy.ALL_KEYS_LRU },
  'an older engine': { engine: Engine.redis('7.0') },
  'another engine': { engine: Engine.valkey('9.1') },
  'another port': { port: 7000 },
  'another domain': { clusterDomain: 'example.com' },
  'more shards': { shards: 4 },
  'more replicas': { replicasPerShard: 2 },
  OnDelete: { updateStrategy: { type: 'OnDelete' } },
  'a partition': { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } },
  labels: { labels: { team: 'a' } },
};

/** Changes of a field that no prop makes, or that somebody makes by hand. */
const FIELDS: { [change: string]: [object: string, path: string, value: unknown] } = {
  'another serviceName': ['StatefulSet cache', 'spec.serviceName', 'other'],
  'another selector': ['StatefulSet cache', 'spec.selector.matchLabels', { 'app.kubernetes.io/instance': 'cache' }],
  'another podManagementPolicy': ['StatefulSet cache', 'spec.podManagementPolicy', 'OrderedReady'],
  minReadySeconds: ['StatefulSet cache', 'spec.minReadySeconds', 1],
  'another command of the Job of that name': ['Job cache-form', 'spec.template.spec.terminationGracePeriodSeconds', 9],
  'another backoffLimit of the Job of that name': ['Job cache-form', 'spec.backoffLimit', 9],
  'no address for clients': ['Service cache', 'spec.clusterIP', 'None'],
  'an address for the headless Service': ['Service cache-nodes', 'spec.clusterIP', undefined],
  'a node port for the headless Service': ['Service cache-nodes', 'spec', { type: 'NodePort', ports: [{ port: 1 }] }],
  'a node port': ['Service cache', 'spec.type', 'NodePort'],
  'another selector of the keeper': ['Deployment cache-keeper', 'spec.selector.matchLabels', { 'app.kubernetes.io/component': 'keeper' }],
  'another folder of a volume': ['PersistentVolume e2e-diff', 'spec.nfs.path', '/b'],
  'another mode of a volume': ['PersistentVolume e2e-diff', 'spec.volumeMode', 'Block'],
  'another size of a volume': ['PersistentVolume e2e-diff', 'spec.capacity.storage', '2Gi'],
  'another class of a claim': ['PersistentVolumeClaim unbound', 'spec.storageClassName', 'other'],
  'an immutable ConfigMap': ['ConfigMap fixed', 'data.a', 'c'],
  'a ConfigMap that is no longer immutable': ['ConfigMap fixed', 'immutable', undefined],
  'another type of a Secret': ['Secret typed', 'type', 'other'],
};

scenario('diff', (namespace, step) => {
  const cluster = new Cluster(namespace, 'cache');
  const old = withOthers(OLD);

  step('forms, and takes keys', async () => {
    await namespace.apply(old);
    await cluster.formed(OLD);
    await inPod('0', `for i in $(seq ${KEYS}); do echo SET k$i value; done | redis-cli -c`);
    expect(await keys()).toBe(KEYS);
  });

  const changes = [
    ...Object.entries(PROPS).map(([change, props]) => [change, withOthers(variant(props))]),
    ...Object.entries(FIELDS).map(([change, [object, path, value]]) => [change, withField(old, object, path, value)]),
  ];
  for (const [change, now] of changes) {
    step(`${change}: the API server refuses what the tool says that it refuses, and takes the rest`, async () => {
      expect(await refusedByServer(now)).toEqual(of(Outlook.REFUSED, tell(old, now)));
    });
  }

  step('in place: no pod restarts', async () => {
    const now = withOthers(variant({ labels: { team: 'a' }, storage: claims({ whenScaled: RetentionPolicy.DELETE }) }));
    expect(new Set(tell(old, now).map(({ outlook }) => outlook))).toEqual(new Set([Outlook.DATA, Outlook.IN_PLACE]));
    const before = await uids();
    await namespace.apply(now);
    await sleep(5);
    await rolled();
    expect(await uids()).toEqual(before);
    await namespace.apply(old);
  });

  step('larger claims by the steps: the pods stay, and new claims are larger', async () => {
    const now = withOthers(variant(PROPS['larger claims']));
    const { steps } = tell(old, now).find(({ outlook }) => outlook === Outlook.REFUSED)!;
    const before = await uids();
    // Only some classes let claims grow: the pods that there are keep theirs here.
    for (const command of steps.filter((each) => each.includes('--cascade=orphan'))) await namespace.kubectl(...command.split(' ').slice(1));
    await namespace.apply(now);
    await rolled();
    expect(await uids()).toEqual(before);

    await namespace.kubectl('delete', 'pvc', 'data-cache-5', '--wait=false');
    await namespace.kubectl('delete', 'pod', 'cache-5');
    await eventually('a larger claim', 60, async () => (await namespace.get('pvc', 'data-cache-5')).spec.resources.requests.storage === '256Mi');
    await cluster.ready(120);
    await cluster.check(30);
    expect(await keys()).toBe(KEYS);
  });

  step('what NEW lacks stays', async () => {
    const before = variant(PROPS['larger claims']);
    const now = variant({ ...PROPS['larger claims'], keeper: Keeper.none() });
    expect(of(Outlook.REMOVED, tell(before, now))).toEqual(['Deployment cache-keeper', 'NetworkPolicy cache-keeper']);
    await namespace.apply(now);
    expect((await namespace.get('deployment', 'cache-keeper')).metadata.name).toBe('cache-keeper');
    await namespace.apply(before);
  });

  step('an older engine: the rollout stops at its first pod, and the old manifest puts it right', async () => {
    const before = variant(PROPS['larger claims']);
    const now = variant({ ...PROPS['larger claims'], engine: Engine.redis('7.0') });
    expect(of(Outlook.DATA, tell(before, now))).toEqual(['StatefulSet cache']);
    expect(of(Outlook.NEW, tell(before, now))).toEqual([`Job ${nameOf('Job', now)}`]);
    const [first] = await uids();
    await namespace.apply(now);
    await eventually('the last pod to fail', 120, async () =>
      /Can't handle RDB format version/.test(await namespace.kubectl('logs', 'cache-5', '--tail=-1')),
    );
    await sleep(10);
    expect((await uids())[0]).toBe(first);
    await namespace.apply(before);
    await rolled();
    await cluster.check(60);
    expect(await keys()).toBe(KEYS);
  });

  step('the volume that belongs to no namespace goes', async () => {
    await kubectl(['delete', 'persistentvolume', 'e2e-diff']);
  });

  /** The changed objects that the API server does not take. Each by itself: one that is refused says nothing of the next. */
  async function refusedByServer(now: string): Promise<string[]> {
    const unchanged = objectsIn(old);
    const refused: string[] = [];
    for (const object of objectsIn(now).filter((each) => !unchanged.includes(each))) {
      await kubectl(['--namespace', namespace.name, 'apply', '--dry-run=server', '--filename=-'], object).catch((error) => {
        expect(String(error)).toMatch(/is invalid:/);
        refused.push(title(JSON.parse(object)));
      });
    }
    return refused.sort();
  }

  async function uids(): Promise<string[]> {
    const pods = (await namespace.get('pods', '--selector=app.kubernetes.io/component=node')).items;
    return pods.map((pod: Manifest) => pod.metadata.uid);
  }

  /** Waits until every pod is what the StatefulSet says, and ready. */
  async function rolled(): Promise<void> {
    await eventually('the rollout to be through', 300, async () => {
      const { metadata, spec, status } = await namespace.get('statefulset', 'cache');
      const through = status.observedGeneration === metadata.generation && (status.updatedReplicas ?? 0) === spec.replicas;
      return through && status.updateRevision === status.currentRevision && status.readyReplicas === spec.replicas;
    });
  }

  async function keys(): Promise<number> {
    return Number((await inPod('0', `for i in $(seq ${KEYS}); do echo GET k$i; done | redis-cli -c | grep -cx value`)).trim());
  }

  function inPod(ordinal: string, script: string): Promise<string> {
    return namespace.kubectl('exec', `cache-${ordinal}`, '--', 'sh', '-c', script);
  }
});

function tell(old: string, now: string): Finding[] {
  return diff(parseManifests('old', old), parseManifests('now', now));
}

function of(outlook: Outlook, findings: Finding[]): string[] {
  return [...new Set(findings.filter((finding) => finding.outlook === outlook).map(({ object }) => object))].sort();
}

/** Each object of a manifest as JSON. */
function objectsIn(manifest: string): string[] {
  return changed(manifest, () => undefined).split('\n---\n');
}

function claims(options: object): Storage {
  return Storage.persistentVolumes({ size: Size.mebibytes(128), ...options });
}

function variant(props: RedisClusterProps): string {
  return synthesized((chart) => new RedisCluster(chart, 'cache', { storage: claims({}), ...props }));
}

function withOthers(manifest: string): string {
  return [manifest.trimEnd(), ...OTHERS.map((object) => JSON.stringify(object))].join('\n---\n');
}

/** The manifest with one field set, or removed where there is no value. The Job is named without its hash. */
function withField(manifest: string, object: string, path: string, value: unknown): string {
  return changed(manifest, (each) => {
    if (!`${each.kind} ${each.metadata.name}`.startsWith(object) || (each.kind !== 'Job' && `${each.kind} ${each.metadata.name}` !== object)) return;
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce((field, key) => field[key], each);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  });
}
