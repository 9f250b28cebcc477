import { Size } from 'cdk8s';
import { AclUser, Auth, DangerousCommands, Persistence, RedisClusterProps, Storage } from '../../../src';
import { diff } from '../../../src/cli/diff';
import { Finding } from '../../../src/cli/diff/finding';
import { cluster, withField } from '../manifests';

const VOLUMES = { storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }) };
const EMPTY = {};

const SYSTEM = { secretName: 'system' };
const SHOP = { name: 'shop', secretName: 'shop' };
const ADMIN = { name: 'admin', secretName: 'admin' };
const DEFAULT = { name: 'default', secretName: 'app' };
const OPEN = { commands: ['+@all'] };

const none = Auth.none();
const password = Auth.password('app');
const closed = Auth.password('app', { system: SYSTEM, dangerousCommands: DangerousCommands.closed() });
const open = Auth.password('app', { system: SYSTEM });
const users = (...list: AclUser[]) => Auth.users(list, { system: SYSTEM });

/** What a person has to know. */
function told(old: Auth, now: Auth, others: RedisClusterProps): Finding[] {
  return diff(cluster({ ...others, auth: old }), cluster({ ...others, auth: now })).filter(({ outlook }) => outlook === 'data');
}

const whys = (...of: Parameters<typeof told>) => told(...of).map(({ why }) => why);

const ASKED = expect.stringContaining('asks for a password from its restart on');
const LOCKED_OUT = expect.stringMatching(/cannot log in to a master.*the rollout stops at its first pod$/);
const UNMANAGED = expect.stringMatching(/comes back empty.*the rollout stops at its first pod$/);
const FEWER_USERS = expect.stringContaining('refuses whoever logs in as such a user');
const FEWER_RIGHTS = expect.stringContaining('refuses what such a user may do no more');

test.each<[string, Auth, Auth, ...unknown[]]>([
  ['a password where there was none', none, password, ASKED],
  ['users where there was no password', none, users(SHOP), ASKED],
  ['no password any more', password, none, LOCKED_OUT],
  ['no users any more', users(SHOP), none, LOCKED_OUT],
  ['users without that of the password', password, users(SHOP), LOCKED_OUT, FEWER_USERS],
  ['a password in the place of users', users(SHOP), password, LOCKED_OUT, FEWER_USERS],
  ['dangerous commands closed', open, closed, FEWER_RIGHTS],
  ['dangerous commands closed, with other users for the servers', password, closed, FEWER_RIGHTS],
  // The password of applications is what replicas show, and it may not replicate.
  ['dangerous commands opened, without users for the servers any more', closed, password, LOCKED_OUT],
  ['the user of a password goes, and those of the servers stay', open, users(SHOP), FEWER_USERS],
])('%s, on volumes', (_, old, now, ...whyNot) => {
  expect(whys(old, now, VOLUMES)).toEqual(whyNot);
});

test.each<[string, Auth, Auth, ...unknown[]]>([
  ['users for the servers', password, open, UNMANAGED],
  ['more users', password, users({ ...DEFAULT, ...OPEN }, SHOP), UNMANAGED],
  ['dangerous commands closed', password, closed, UNMANAGED, FEWER_RIGHTS],
  ['users without that of the password', password, users(SHOP), LOCKED_OUT, FEWER_USERS],
  ['a password where there was none', none, password, ASKED],
  ['users where there was no password', none, users(SHOP), ASKED],
])('%s, with pods that come back empty', (_, old, now, ...whyNot) => {
  expect(whys(old, now, EMPTY)).toEqual(whyNot);
  expect(whys(old, now, { ...VOLUMES, persistence: Persistence.none() })).toEqual(whyNot);
});

test.each<[string, Auth, Auth, RedisClusterProps]>([
  ['a user of applications more', users(SHOP), users(SHOP, ADMIN), EMPTY],
  ['users beside a password, which stays as it is', open, users({ ...DEFAULT, ...OPEN }, SHOP), EMPTY],
  ['the same with users for the servers, on volumes', password, users({ ...DEFAULT, ...OPEN }, SHOP), VOLUMES],
  ['users for the servers, on volumes', password, open, VOLUMES],
  ['no users for the servers any more', open, password, EMPTY],
  ['dangerous commands opened', closed, open, EMPTY],
  ['more keys and channels', users({ ...SHOP, keys: ['a'], channels: ['b'] }), users({ ...SHOP, keys: ['b', 'a'], channels: undefined }), EMPTY],
  ['more commands', users({ ...SHOP, commands: ['+get', '-@write'] }), users({ ...SHOP, commands: ['+get', '+set'] }), EMPTY],
  ['the old password beside the new one', password, Auth.password('app', { key: 'next', previousKey: 'password' }), EMPTY],
])('%s: a rollout like any other', (_, old, now, others) => {
  expect(whys(old, now, others)).toEqual([]);
});

test.each<[string, Partial<AclUser>, Partial<AclUser>]>([
  ['a key pattern fewer', { keys: ['a', 'b'] }, { keys: ['a'] }],
  ['keys that may only be read', { keys: ['a'] }, { keys: ['%R~a'] }],
  ['a channel fewer', {}, { channels: ['a'] }],
  ['a command fewer', { commands: ['+get', '+set'] }, { commands: ['+get'] }],
  ['a command forbidden', OPEN, { commands: ['+@all', '-keys'] }],
])('%s are fewer rights', (_, old, now) => {
  expect(whys(users({ ...SHOP, ...old }), users({ ...SHOP, ...now }), EMPTY)).toEqual([FEWER_RIGHTS]);
});

test('the Secrets that pods wait for are named', () => {
  const [{ steps }] = told(none, users(SHOP, ADMIN), EMPTY);
  expect(steps[0]).toContain(': shop/password, admin/password, system/password');
});

test('where a rollout stops, what can be done instead depends on whether the data outlives the pods', () => {
  const ways = (old: Auth, now: Auth, others: RedisClusterProps) => told(old, now, others)[0].steps;
  const copied = expect.stringContaining('apply NEW under another name');
  const stopped = expect.stringContaining(
    'kubectl --namespace redis delete pod --selector app.kubernetes.io/instance=cache,app.kubernetes.io/component=node',
  );
  const inTwoSteps = expect.stringMatching(/^apply NEW with the users of OLD besides/);
  expect(ways(password, none, VOLUMES)).toEqual([stopped, copied]);
  expect(ways(password, none, EMPTY)).toEqual([copied]);
  expect(ways(password, none, { ...VOLUMES, persistence: Persistence.none() })).toEqual([copied]);
  expect(ways(password, users(SHOP), VOLUMES)).toEqual([inTwoSteps, stopped, copied]);
  expect(ways(password, users(SHOP), EMPTY)).toEqual([copied]);
  expect(ways(closed, password, EMPTY)).toEqual([inTwoSteps, copied]);
});

test('of the two steps neither stops', () => {
  const both = users({ ...DEFAULT, ...OPEN }, SHOP);
  expect(whys(password, both, VOLUMES)).toEqual([]);
  expect(whys(both, users(SHOP), VOLUMES)).toEqual([FEWER_USERS]);
});

test('another Secret: the old password has to be where servers look for it besides', () => {
  const [{ changes, steps }] = told(users(SHOP), Auth.users([{ ...SHOP, key: 'next' }], { system: { secretName: 'other' } }), EMPTY);
  expect(changes).toEqual([
    'password of shop: shop/password -> shop/next',
    'password of cluster-manager: system/password -> other/password',
    'password of cluster-replica: system/password -> other/password',
  ]);
  expect(steps).toEqual([
    expect.stringContaining('have the password of shop/password in shop/previous-next as well'),
    expect.stringContaining('have the password of system/password in other/previous-password as well'),
    expect.stringContaining('apply NEW'),
  ]);
});

test('nothing is said of users where the file that has them is missing', () => {
  const old = withField(cluster({ auth: password }), 'ConfigMap cache-config', 'data.users');
  expect(diff(old, cluster({ auth: password })).map(({ outlook }) => outlook)).not.toContain('data');
});
