// Users with rights of their own: applications have theirs, and the scripts get by with what they are given.
import Redis from 'ioredis';
import { Auth, DangerousCommands } from '../../src';
import { Cluster, eventually } from '../scripts/cluster';
import { ready, stop } from '../scripts/hooks';
import { Manager, manage, problemsOf } from '../scripts/manager';
import { PORT, type Pod, type Secrets } from '../scripts/pod';

jest.setTimeout(180_000);

const auth = Auth.users(
  [
    { name: 'shop', secretName: 'shop', keys: ['shop:*', '%R~shared:*'], channels: ['shop:*'] },
    { name: 'admin', secretName: 'admin', commands: ['+@all'] },
  ],
  { system: { secretName: 'system' } },
);
const secrets: Secrets = { 'shop/password': 'of the shop', 'admin/password': 'of the admin', 'system/password': 'of the system' };
const NOPERM = expect.stringMatching(/^NOPERM/);

async function as(username: string, password: string, pod: Pod, ...commands: string[]): Promise<unknown[]> {
  const client = new Redis({ host: pod.address, port: PORT, username, password, enableReadyCheck: false, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    const answers: unknown[] = [];
    for (const command of commands) {
      const [name, ...words] = command.split(' ');
      answers.push(await client.call(name, ...words).catch((error: Error) => error.message));
    }
    return answers;
  } finally {
    client.disconnect();
  }
}

function withUsers(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({ auth, secrets, config: ['cluster-node-timeout 1000'] }, async (cluster) => {
    for (const pod of cluster.pods) pod.credentials = { username: 'admin', password: 'of the admin' };
    const { code, output } = await manage(cluster, { secrets, nodeTimeout: 1000 });
    expect({ code, output }).toMatchObject({ code: 0 });
    await body(cluster);
  });
}

describe('users', () => {
  it.concurrent('of applications have their keys, their channels, and nothing dangerous', () =>
    withUsers(async ({ pods: [zero, one, two] }) => {
      const masters = await Promise.all(
        [zero, one, two].map((pod) => as('shop', 'of the shop', pod, 'SET shop:a 1', 'GET shared:a', 'SET shared:a 1', 'GET other')),
      );
      const own = masters.map(([set]) => set).filter((answer) => !String(answer).startsWith('MOVED'));
      expect(own).toEqual(['OK']);
      for (const [, read, write, other] of masters) {
        expect(String(read)).toMatch(/^(null|MOVED)/);
        expect([write, other]).toEqual([NOPERM, NOPERM]);
      }
      const closed = [
        'FLUSHALL',
        'FLUSHDB',
        'KEYS *',
        'CONFIG GET dir',
        'SHUTDOWN',
        'MONITOR',
        'ACL LIST',
        'CLUSTER RESET',
        'REPLICAOF NO ONE',
        'PUBLISH other x',
      ];
      expect(await as('shop', 'of the shop', zero, ...closed)).toEqual(closed.map(() => NOPERM));
      const open = ['CLUSTER SLOTS', 'CLUSTER SHARDS', 'CLUSTER NODES', 'INFO', 'ROLE', 'PUBLISH shop:x y'];
      for (const answer of await as('shop', 'of the shop', zero, ...open)) expect(String(answer)).not.toMatch(/^NOPERM/);
      expect(await zero.ask('FLUSHALL')).toBe('OK');
      zero.credentials = {};
      expect(await zero.ask('PING')).toMatch(/^NOAUTH/);
    }),
  );

  it.concurrent('of the scripts are never refused anything, whatever they heal', () =>
    withUsers(async (cluster) => {
      const keeper = new Manager(cluster, { mode: 'keep', secrets, nodeTimeout: 1000 });
      const [zero, one] = cluster.pods;
      await ready([zero]);
      expect((await stop(zero)).at(-1)).toBe('stop: replica now: stops');
      await one.stop();
      await eventually('its replica has taken over', 30, async () => (await cluster.pods[4].ask('ROLE')).startsWith('master'));
      one.wipe();
      one.address = cluster.newAddress();
      cluster.publish();
      await one.start();
      await eventually('all is well', 60, async () => {
        const problems = await problemsOf(cluster, 1000);
        return problems.length === 0 || problems;
      });
      keeper.kill();
      expect(keeper.output).not.toMatch(/NOPERM|NOAUTH|WRONGPASS/);
      expect((await manage(cluster, { secrets, nodeTimeout: 1000 })).output).not.toMatch(/NOPERM|NOAUTH|WRONGPASS/);
      for (const pod of cluster.pods) expect(await pod.ask('ACL', 'LOG')).not.toContain('cluster-');
    }),
  );

  it.concurrent('of the system read and write no key', () =>
    withUsers(async ({ pods: [zero] }) => {
      const closed = ['GET a', 'SET a b', 'DUMP a', 'FLUSHALL', 'KEYS *', 'CLUSTER RESET', 'CLUSTER FLUSHSLOTS', 'ACL LIST', 'SHUTDOWN'];
      expect(await as('cluster-manager', 'of the system', zero, ...closed)).toEqual(closed.map(() => NOPERM));
      expect(await as('cluster-replica', 'of the system', zero, 'PING', 'INFO', 'GET a')).toEqual(['PONG', NOPERM, NOPERM]);
    }),
  );
});

it.concurrent('dangerous commands are closed to a running cluster with a password, pod by pod', () =>
  Cluster.with({ auth: Auth.password('app'), secrets: { 'app/password': 'x' } }, async (cluster) => {
    for (const pod of cluster.pods) pod.credentials = { password: 'x' };
    const both = { 'app/password': 'x', 'app/system-password': 'y' };
    expect(await manage(cluster, { secrets: both })).toMatchObject({ code: 0 });
    for (const pod of [...cluster.pods].reverse()) {
      // A server of the new kind takes no orders from one of the old: its master stops without a handover, when the time that pods have is over.
      await stop(pod, { HANDOVER_SECONDS: '13', LINE_SECONDS: '5' });
      await pod.stop('SIGTERM');
      pod.forget();
      pod.auth = Auth.password('app', { dangerousCommands: DangerousCommands.closed() });
      pod.mount(both);
      await pod.start();
      await ready([pod], 60);
    }
    expect(await manage(cluster, { secrets: both })).toMatchObject({ code: 0 });
    expect(await Promise.all(cluster.pods.map((pod) => pod.ask('FLUSHALL')))).toEqual(cluster.pods.map(() => NOPERM));
    for (const pod of cluster.pods) expect(await pod.ask('INFO', 'replication')).not.toContain('master_link_status:down');
  }),
);
