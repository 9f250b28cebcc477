// Slot migrations that somebody has broken off: the two keepers finish them with redis-cli, which moves the keys that are left, as whoever it may be there.
import { Auth } from '../../src';
import { Authority, filesOf, mount } from '../scripts/authority';
import { Cluster, type ClusterOptions, eventually } from '../scripts/cluster';
import { Manager, manage, problemsOf, type ManagerOptions } from '../scripts/manager';
import { PORT, type Pod, type Secrets } from '../scripts/pod';

jest.setTimeout(180_000);

const admin = { username: 'admin', password: 'of the admin' };
const auth = Auth.users([{ name: 'admin', secretName: 'admin', commands: ['+@all'] }], { system: { secretName: 'system' } });
const secrets: Secrets = { 'admin/password': admin.password, 'system/password': 'of the system' };

/** A slot of the first shard each, by the hash tag of its keys: how many of them have moved, and which end does not know of the migration any more. */
const BROKEN_OFF: readonly { tag: string; moved: number; closed?: 'source' | 'target' }[] = [
  { tag: '{b}', moved: 1 },
  { tag: '{f}', moved: 0 },
  // The source has died, and its replica taken over.
  { tag: '{j}', moved: 1, closed: 'source' },
  { tag: '{n}', moved: 0, closed: 'target' },
];
const KEYS_EACH = 4;

const FINISHES = /^manage: open slots: cache-\d \[.* since a minute, redis-cli --cluster fix finishes the migration$/m;
const keysOf = (tag: string): string[] => Array.from({ length: KEYS_EACH }, (_, i) => `${tag}${i}`);

async function ok(answer: Promise<string>): Promise<void> {
  expect(await answer).toBe('OK');
}

async function breakOff(source: Pod, target: Pod): Promise<void> {
  const [{ id: from }, { id: to }] = await Promise.all([source.myself(), target.myself()]);
  const { username, password } = source.credentials;
  const as = username && password ? ['AUTH2', username, password] : [];
  for (const { tag, moved, closed } of BROKEN_OFF) {
    for (const key of keysOf(tag)) await ok(source.ask('SET', key, 'value'));
    const slot = await source.ask('CLUSTER', 'KEYSLOT', tag);
    await ok(target.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from));
    await ok(source.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to));
    for (const key of keysOf(tag).slice(0, moved)) await ok(source.ask('MIGRATE', target.address, String(PORT), '', '0', '5000', ...as, 'KEYS', key));
    if (closed) await ok((closed === 'source' ? source : target).ask('CLUSTER', 'SETSLOT', slot, 'STABLE'));
  }
}

async function openSlots({ pods }: Cluster): Promise<string[]> {
  const own = await Promise.all(pods.map((pod) => pod.myself()));
  return own.flatMap(({ slots }) => slots.filter((slot) => slot.startsWith('[')));
}

async function expectFinished(cluster: Cluster, options: ClusterOptions & Pick<ManagerOptions, 'secrets' | 'tls'> = {}): Promise<void> {
  for (const pod of cluster.pods) pod.credentials = options.auth ? admin : {};
  expect(await manage(cluster, options)).toMatchObject({ code: 0 });
  const masters = cluster.pods.slice(0, 3);
  await breakOff(masters[0], masters[1]);
  expect(await openSlots(cluster)).toHaveLength(6);

  const keepers = [0, 1].map(() => new Manager(cluster, { mode: 'keep', minute: 3, ...options }));
  const said = () => keepers.map(({ output }) => output);
  try {
    await eventually('one of them begins', 30, async () => said().some((output) => FINISHES.test(output)) || said());
    await eventually('no slot is open', 30, async () => (await openSlots(cluster)).length === 0 || said());
    await eventually('all is well', 30, async () => (await problemsOf(cluster)).join() || keepers.every(({ isHealthy }) => isHealthy) || said());
  } finally {
    keepers.forEach((keeper) => keeper.kill());
  }
  for (const output of said()) expect(output).not.toMatch(/NOPERM|NOAUTH|WRONGPASS/);
  for (const pod of cluster.pods) expect(await pod.ask('ACL', 'LOG')).not.toContain('cluster-');
  for (const key of BROKEN_OFF.flatMap(({ tag }) => keysOf(tag))) {
    const answers = await Promise.all(masters.map((pod) => pod.ask('GET', key)));
    expect({ key, answers: answers.filter((answer) => !answer.startsWith('MOVED')) }).toEqual({ key, answers: ['value'] });
  }
  const keys = (await cluster.everywhere('DBSIZE')).map(Number);
  expect(keys.reduce((sum, each) => sum + each)).toBe(2 * BROKEN_OFF.length * KEYS_EACH);
}

const authority = new Authority();

describe('slots that a broken-off migration has left open are closed', () => {
  it.concurrent('where nobody is asked for a password', () => Cluster.with({}, (cluster) => expectFinished(cluster)));

  it.concurrent('where users have rights of their own, and the system too', () =>
    Cluster.with({ auth, secrets }, (cluster) => expectFinished(cluster, { auth, secrets })),
  );

  it.concurrent('where everything is encrypted', () =>
    Cluster.with({ pods: 0 }, (mounts) => {
      const tls = `${mounts.directory}/secret`;
      mount(tls, filesOf(authority.issue()));
      return Cluster.with({ tls }, (cluster) => expectFinished(cluster, { tls }));
    }),
  );
});
