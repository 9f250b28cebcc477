import { Duration, Size } from 'cdk8s';
import {
  AclUser,
  Auth,
  Engine,
  EngineModules,
  Formation,
  Keeper,
  Layout,
  Persistence,
  RedisClusterProps,
  RetentionPolicy,
  Storage,
  Tls,
} from '../../../src';
import { diff } from '../../../src/cli/diff';
import { CLUSTER_RULES } from '../../../src/cli/diff/rules';
import { cluster, only, withField } from '../manifests';

/** What the data of a cluster does not take: its props before and after, and what is said. */
interface Case {
  readonly change: string;
  readonly old?: RedisClusterProps;
  readonly now?: RedisClusterProps;
  readonly says: string[];
}

const VOLUMES = Storage.persistentVolumes({ size: Size.gibibytes(1) });
const UNMANAGED = { formation: Formation.none(), keeper: Keeper.none() };
const SYSTEM = { secretName: 'system' };
const SHOP = { name: 'shop', secretName: 'shop' };
const ADMIN = { name: 'admin', secretName: 'admin' };

function users(...list: AclUser[]): RedisClusterProps {
  return { auth: Auth.users(list, { system: SYSTEM }) };
}

const CASES: Case[] = [
  { change: 'an older engine', old: { engine: Engine.redis('8.0') }, now: { engine: Engine.redis('7.4') }, says: ['image: redis:8.0 -> redis:7.4'] },
  {
    change: 'Redis that is too new, to Valkey',
    old: { engine: Engine.redis('7.4') },
    now: { engine: Engine.valkey('9.1') },
    says: ['image: redis:7.4 -> valkey/valkey:9.1'],
  },
  {
    change: 'Valkey to Redis',
    old: { engine: Engine.valkey('8.0') },
    now: { engine: Engine.redis('8.0') },
    says: ['image: valkey/valkey:8.0 -> redis:8.0'],
  },
  {
    change: 'an image that does not say what it is',
    now: { engine: Engine.redis('8.0', { image: 'registry.example.com/cache:v2' }) },
    says: ['image: redis:8.0 -> registry.example.com/cache:v2'],
  },
  { change: 'more shards', now: { shards: 4 }, says: ['shards: 3 -> 4'] },
  { change: 'fewer shards', old: { shards: 4, replicasPerShard: 2 }, now: { shards: 3 }, says: ['shards: 4 -> 3'] },
  { change: 'fewer replicas', old: { replicasPerShard: 2 }, says: ['replicas per shard: 2 -> 1'] },
  { change: 'more pods that nobody manages', old: UNMANAGED, now: { ...UNMANAGED, replicasPerShard: 2 }, says: ['pods: 6 -> 9'] },
  { change: 'another port', now: { port: 7000, busPort: 16379 }, says: ['port: 6379 -> 7000'] },
  { change: 'encryption', now: { tls: Tls.secret('cache-tls') }, says: ['encryption: none -> TLS'] },
  { change: 'another domain', now: { clusterDomain: 'example.com' }, says: ['clusterDomain: cluster.local -> example.com'] },
  { change: 'no persistence', now: { persistence: Persistence.none() }, says: ['persistence: append-only file -> none'] },
  { change: 'volumes that go with their pods', old: { storage: VOLUMES }, says: ['storage: persistent volumes -> emptyDir'] },
  {
    change: 'a rollout of the only copies',
    old: { replicasPerShard: 0 },
    now: { replicasPerShard: 0, nodeTimeout: Duration.seconds(6) },
    says: ['replicas per shard: 0, storage: emptyDir'],
  },
  {
    change: 'other volumes for the only copies',
    old: { replicasPerShard: 0, storage: VOLUMES },
    now: { replicasPerShard: 0, storage: Storage.persistentVolumes({ size: Size.gibibytes(1), storageClass: 'fast' }) },
    says: ['replicas per shard: 0, storage: persistent volumes'],
  },
  {
    change: 'claims that go',
    old: { storage: VOLUMES },
    now: { storage: Storage.persistentVolumes({ size: Size.gibibytes(1), whenDeleted: RetentionPolicy.DELETE, whenScaled: RetentionPolicy.DELETE }) },
    says: ['whenDeleted: Retain -> Delete', 'whenScaled: Retain -> Delete'],
  },
  {
    change: 'less memory',
    old: { maxMemory: Size.mebibytes(200) },
    now: { maxMemory: Size.mebibytes(100) },
    says: ['maxmemory: 209715200 -> 104857600'],
  },
  {
    change: 'more databases',
    old: { engine: Engine.valkey('9.1') },
    now: { engine: Engine.valkey('9.1'), databases: 16 },
    says: ['databases: 1 -> 16'],
  },
  {
    change: 'one module less',
    old: { modules: EngineModules.files({ path: '/opt/search.so', args: ['A'] }, { path: '/opt/json.so' }) },
    now: { modules: EngineModules.files({ path: '/opt/json.so' }) },
    says: ['module: /opt/search.so -> none'],
  },
  { change: 'no modules any more', old: { modules: EngineModules.bundled() }, says: ['module: /usr/local/lib/redis/modules/*.so -> none'] },
  {
    change: 'another layout',
    old: { layout: Layout.statefulSetPerShard() },
    says: ['layout: a StatefulSet per shard -> a single StatefulSet'],
  },
  { change: 'a password', now: { auth: Auth.password('app') }, says: ['users: none -> default'] },
  { change: 'no password any more', old: { auth: Auth.password('app') }, now: { auth: Auth.none() }, says: ['users: default -> none'] },
  {
    change: 'another user for the keeper of pods that come back empty',
    old: { auth: Auth.password('app') },
    now: { auth: Auth.password('app', { system: SYSTEM }) },
    says: ['users: default -> default, cluster-manager, cluster-replica'],
  },
  { change: 'a user fewer', old: users(SHOP, ADMIN), now: users(SHOP), says: ['user admin: gone'] },
  {
    change: 'fewer rights',
    old: users(SHOP),
    now: users({ ...SHOP, keys: ['shop:*'], commands: ['+@read'] }),
    says: ['user shop: ~* &* -@all +@all -@dangerous +info +role +cluster|replicas +sort +sort_ro -> ~shop:* &* -@all +@read'],
  },
  {
    change: 'a password from another Secret',
    old: { auth: Auth.password('app') },
    now: { auth: Auth.password('other') },
    says: ['password of default: app/password -> other/password'],
  },
  { change: 'a limit of memory where there was none', now: { maxMemory: Size.mebibytes(100) }, says: ['maxmemory: 0 -> 104857600'] },
];

const told = new Set(CLUSTER_RULES);
CLUSTER_RULES.forEach((row, index) => {
  CLUSTER_RULES[index] = {
    ...row,
    changes: (pair) => {
      const changes = row.changes(pair);
      if (changes.length > 0) told.delete(row);
      return changes;
    },
  };
});

test.each(CASES)('$change', ({ old, now, says }) => {
  const { object, changes, why, steps } = only('data', diff(cluster(old), cluster(now)));
  expect(object).toBe('StatefulSet redis/cache');
  expect(changes).toEqual(says);
  expect(why).toMatch(/^\S.*[^.]$/);
  expect(steps.length).toBeGreaterThan(0);
});

test('every rule has told something above', () => {
  expect([...told]).toEqual([]);
});

const HARMLESS: (Omit<Case, 'says'> & { readonly outlooks: string[] })[] = [
  { change: 'a newer engine', old: { engine: Engine.redis('7.0') }, now: { engine: Engine.redis('8.0-alpine') }, outlooks: ['rolls', 'new'] },
  { change: 'another patch level', old: { engine: Engine.redis('8.0.3') }, now: { engine: Engine.redis('8.0.1') }, outlooks: ['rolls', 'new'] },
  { change: 'Redis 7.2 to Valkey', old: { engine: Engine.redis('7.2') }, now: { engine: Engine.valkey('8.1') }, outlooks: ['rolls', 'new'] },
  { change: 'more replicas', now: { replicasPerShard: 2 }, outlooks: ['rolls', 'new', 'in-place'] },
  { change: 'another bus port', now: { busPort: 17000 }, outlooks: ['rolls', 'in-place'] },
  { change: 'more persistence', old: { persistence: Persistence.none() }, outlooks: ['rolls', 'in-place'] },
  { change: 'more memory', old: { maxMemory: Size.mebibytes(100) }, now: { maxMemory: Size.mebibytes(200) }, outlooks: ['rolls', 'in-place'] },
  { change: 'one more user of applications', old: users(SHOP), now: users(SHOP, ADMIN), outlooks: ['rolls', 'in-place'] },
  {
    change: 'a rollout of the only copies, on volumes',
    old: { replicasPerShard: 0, storage: VOLUMES },
    now: { replicasPerShard: 0, storage: VOLUMES, nodeTimeout: Duration.seconds(6) },
    outlooks: ['rolls', 'new', 'in-place'],
  },
];

test.each(HARMLESS)('$change needs no person', ({ old, now, outlooks }) => {
  expect([...new Set(diff(cluster(old), cluster(now)).map(({ outlook }) => outlook))]).toEqual(outlooks);
});

test('nobody is told to delete objects with which the data goes', () => {
  const advice = (storage: Storage) => only('data', diff(cluster({ storage }), cluster({ storage, tls: Tls.secret('cache-tls') }))).steps.join();
  expect(advice(VOLUMES)).toContain('kubectl delete --filename OLD');
  for (const storage of [Storage.emptyDir(), Storage.persistentVolumes({ size: Size.gibibytes(1), whenDeleted: RetentionPolicy.DELETE })]) {
    expect(advice(storage)).not.toContain('delete');
  }
});

test('a pinned image is what its tag says', () => {
  const pinned = (digit: string) => cluster({ engine: Engine.redis('8.0', { image: 'cache:v1', digest: `sha256:${digit.repeat(64)}` }) });
  expect(diff(pinned('a'), pinned('b')).map(({ outlook }) => outlook)).not.toContain('data');
});

test('where the shape is not known nothing is said of it', () => {
  const old = withField(cluster({ shards: 4 }), 'ConfigMap cache-manager', 'data.shape', '');
  expect(only('data', diff(old, cluster({ shards: 4, replicasPerShard: 2 }))).changes).toEqual(['pods: 8 -> 12']);
});

test('the steps for fewer replicas name the pods that go', () => {
  const { steps } = only('data', diff(cluster({ replicasPerShard: 2 }), cluster()));
  expect(steps[0]).toContain('exec cache-0 -- ');
  expect(steps[0]).toContain('cache-6, cache-7, cache-8 have to be replicas');
});

test('so they do where each shard has a StatefulSet of its own', () => {
  const layout = Layout.statefulSetPerShard();
  const { steps } = only('data', diff(cluster({ layout, replicasPerShard: 2 }), cluster({ layout })));
  expect(steps[0]).toContain('exec cache-0-0 -- ');
  expect(steps[0]).toContain(': cache-0-2, cache-1-2, cache-2-2 have to be replicas');
});
