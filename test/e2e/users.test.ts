import { Auth, Engine, RedisCluster } from 'cdk8s-redis-cluster';
import { Duration } from 'cdk8s';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const ALL = [0, 1, 2, 3, 4, 5];

/** Two Secrets, the passwords of the first day and those of the second. */
const DAYS = [
  { shop: 'shop-1-4fe1', system: 'system-1-90ab' },
  { shop: 'shop-2-c27d', system: 'system-2-5e68' },
];

scenario('users-valkey', (namespace, step) => {
  const cluster = new Cluster(namespace, 'cache', 'valkey-cli');
  const auth = Auth.users([{ name: 'shop', secretName: 'shop', keys: ['shop:*'] }], {
    system: { secretName: 'cache-system' },
    overlap: Duration.seconds(15),
  });
  const manifest = synthesized((chart) => new RedisCluster(chart, 'cache', { engine: Engine.valkey('9.1'), auth }));

  const as = (user: string, password: string) => ['--no-auth-warning', '--user', user, '--pass', password, '-c'];
  const shop = (ordinal: number, day: 0 | 1, ...command: string[]) => cluster.ask(ordinal, ...as('shop', DAYS[day].shop), ...command).catch(String);
  const everywhere = (day: 0 | 1) => Promise.all(ALL.map((ordinal) => shop(ordinal, day, 'PING')));
  const said = (pod: string) => namespace.kubectl('logs', pod);
  const restarts = async () => (await cluster.pods()).map((pod) => pod.status.containerStatuses[0].restartCount);
  const roles = () => Promise.all(ALL.map(async (ordinal) => (await shop(ordinal, 1, 'ROLE')).split('\n')[0]));

  /** Changes both Secrets. A kubelet looks for that every minute or two, and at once when something about the pod changes. */
  async function secrets(of: (who: 'shop' | 'system') => { [key: string]: string }): Promise<void> {
    for (const [name, who] of [['shop', 'shop'] as const, ['cache-system', 'system'] as const])
      await namespace.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: encoded(of(who)) }));
    await namespace.kubectl('annotate', 'pods', '--all', '--overwrite', `example.com/looked-at=${Date.now()}`);
  }
  const passwordsBecome = (count: number) =>
    eventually(`every server to know ${count} passwords of each user`, 120, async () => {
      const logs = await Promise.all(ALL.map((ordinal) => said(`cache-${ordinal}`)));
      const last = logs.map((log) => log.match(/valid passwords now:.*/g)?.at(-1) ?? '');
      return last.every(
        (line) => line.includes(`shop ${count}`) && line.includes(`cluster-manager ${count}`) && line.includes(`cluster-replica ${count}`),
      );
    });

  step('it forms, and an application has its own keys and nothing dangerous', async () => {
    await secrets((who) => ({ password: DAYS[0][who] }));
    await namespace.apply(manifest);
    expect(await cluster.formed(manifest)).toContain('done: 3 shards');
    await cluster.ready(60);
    expect(await shop(0, 0, 'SET', 'shop:a', '1')).toBe('OK');
    expect(await shop(4, 0, 'GET', 'shop:a')).toBe('1');
    for (const command of [['SET', 'other', '1'], ['FLUSHALL'], ['CONFIG', 'GET', 'requirepass'], ['KEYS', '*']])
      expect(await shop(0, 0, ...command)).toMatch(/^NOPERM/);
    expect(await cluster.ask(0, 'PING')).toMatch(/^NOAUTH/);
    expect(await shop(0, 1, 'PING')).not.toContain('PONG');
  });

  step('new passwords, of the application and of the servers, are taken up beside the old ones', async () => {
    await secrets((who) => ({ password: DAYS[1][who], 'previous-password': DAYS[0][who] }));
    await passwordsBecome(2);
    expect([...(await everywhere(0)), ...(await everywhere(1))]).toEqual(Array(12).fill('PONG'));
  });

  step('a master stops meanwhile: it hands over, comes back, and no key is lost', async () => {
    const master = (await roles()).indexOf('master');
    await namespace.kubectl('delete', 'pod', `cache-${master}`, '--wait=true');
    await cluster.ready(120);
    expect((await roles())[master]).toBe('slave');
    expect(await shop(master, 1, 'GET', 'shop:a')).toBe('1');
  });

  step('the old ones go, without a restart or a change of roles, and the keeper finds all well', async () => {
    const before = await roles();
    await secrets((who) => ({ password: DAYS[1][who] }));
    await passwordsBecome(1);
    expect((await everywhere(0)).join()).not.toContain('PONG');
    expect(await everywhere(1)).toEqual(Array(6).fill('PONG'));
    expect(await roles()).toEqual(before);
    expect(await restarts()).toEqual([0, 0, 0, 0, 0, 0]);
    await eventually('the keeper to find all well', 60, async () => (await namespace.get('deployment', 'cache-keeper')).status.readyReplicas === 2);
  });
});

/** As `data`: what `stringData` no longer has stays. */
function encoded(values: { [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
}
