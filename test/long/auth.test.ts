// Passwords on real servers: who is let in, what is seen of them from outside, and how they change while everything runs.
import { readFileSync, readdirSync } from 'node:fs';
import { Duration } from 'cdk8s';
import { Auth } from '../../src';
import { Cluster, eventually } from '../scripts/cluster';
import { probe, ready, stop } from '../scripts/hooks';
import { Manager, manage, problemsOf } from '../scripts/manager';
import type { Pod, Secrets } from '../scripts/pod';

jest.setTimeout(180_000);

const FIRST = 'f1rst "pass\\word" %s';
const SECOND = 's3cond #pass $word';
const auth = Auth.password('app', { overlap: Duration.seconds(8) });

const OLD: Secrets = { 'app/password': FIRST };
const BOTH: Secrets = { 'app/password': SECOND, 'app/previous-password': FIRST };
const NEW: Secrets = { 'app/password': SECOND };

/** Six servers that want a password, formed. */
function withPasswords(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({ auth, secrets: OLD }, async (cluster) => {
    for (const pod of cluster.pods) pod.credentials = { password: FIRST };
    const { code, output } = await manage(cluster, { secrets: OLD });
    expect({ code, output }).toMatchObject({ code: 0 });
    await body(cluster);
  });
}

/** Arguments and environment of every process here, and what the servers have said. */
function visible(cluster: Cluster): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  const servers = cluster.pods.map((pod) => read(`/proc/${pod.server?.pid}/environ`));
  return [...pids.map((pid) => read(`/proc/${pid}/cmdline`)), ...servers, ...cluster.pods.map((pod) => pod.log)].join('\n');
}

async function takes(pod: Pod, password: string): Promise<boolean> {
  const before = pod.credentials;
  pod.credentials = { password };
  const answer = await pod.ask('PING');
  pod.credentials = before;
  return answer === 'PONG';
}

describe('a password', () => {
  it.concurrent('forms, is asked of everybody, and is seen nowhere', () =>
    withPasswords(async (cluster) => {
      const seen = new Set<string>();
      const look = setInterval(() => {
        for (const secret of [FIRST, 'pass\\\\word']) if (visible(cluster).includes(secret)) seen.add(secret);
      }, 50);
      expect(await problemsOf(cluster)).toEqual([]);
      await ready(cluster.pods);
      for (const pod of cluster.pods) {
        expect([await probe(pod, 'startup'), await probe(pod, 'liveness')]).toEqual(['passes', 'passes']);
        expect(await takes(pod, 'wrong')).toBe(false);
        pod.credentials = {};
        expect(await pod.ask('PING')).toMatch(/^NOAUTH/);
        pod.credentials = { password: FIRST };
      }
      expect((await stop(cluster.pods[0])).at(-1)).toBe('stop: replica now: stops');
      expect((await manage(cluster, { secrets: OLD })).output).toContain('done: 3 shards');
      clearInterval(look);
      expect(visible(cluster)).toContain('redis-server');
      expect([...seen]).toEqual([]);
    }),
  );
});

describe('a new password', () => {
  /** No role has changed, no connection of a client or replica has ended, and every node takes this password and no other. */
  async function expectQuiet(cluster: Cluster, keeper: Manager): Promise<void> {
    expect(await cluster.shape()).toEqual(['0-5460', '5461-10922', '10923-16383', '-> 0', '-> 1', '-> 2']);
    expect(await problemsOf(cluster)).toEqual([]);
    expect(keeper.output).not.toMatch(/failover:|forgotten:|replicas:/);
  }

  const epochs = async (cluster: Cluster) => (await cluster.pods[0].nodes()).map(({ id, epoch }) => `${id} ${epoch}`).sort();

  it.concurrent('beside the old one reaches node after node, whoever restarts meanwhile', () =>
    withPasswords(async (cluster) => {
      const [zero, , , three, four, five] = cluster.pods;
      let keeper = new Manager(cluster, { mode: 'keep', secrets: OLD });
      const before = await epochs(cluster);
      const show = async (pods: Pod[], secrets: Secrets) => {
        for (const pod of pods) pod.mount(secrets);
        for (const pod of pods) {
          await eventually(
            `${pod.name} takes it`,
            20,
            async () => (await takes(pod, SECOND)) && (await takes(pod, FIRST)) === 'app/previous-password' in secrets,
          );
        }
      };
      const restart = async (pod: Pod, secrets: Secrets) => {
        await pod.stop();
        pod.forget();
        pod.mount(secrets);
        await pod.start();
        await eventually(`${pod.name} replicates`, 40, async () => (await pod.ask('INFO', 'replication')).includes('master_link_status:up'));
      };
      // Masters of 4 and 5 have the old one alone.
      await show([zero], BOTH);
      await restart(three, OLD);
      await restart(four, BOTH);
      keeper.kill();
      keeper = new Manager(cluster, { mode: 'keep', secrets: BOTH });
      await show(cluster.pods, BOTH);
      await restart(five, BOTH);
      expect(await manage(cluster, { secrets: OLD })).toMatchObject({ code: 0 });
      // And goes from one after the other.
      for (const pod of cluster.pods) pod.credentials = { password: SECOND };
      await show([zero], NEW);
      await restart(three, BOTH);
      await restart(four, NEW);
      keeper.mount(NEW);
      await show(cluster.pods, NEW);
      await restart(five, NEW);
      await eventually('all is well', 30, async () => (await problemsOf(cluster)).length === 0);
      await expectQuiet(cluster, keeper);
      keeper.kill();
      expect(await epochs(cluster)).toEqual(before);
      expect(await manage(cluster, { secrets: NEW })).toMatchObject({ code: 0 });
    }),
  );

  it.concurrent('in the place of the old one ends no connection, and the old one goes when every node has it', () =>
    withPasswords(async (cluster) => {
      const [zero, ...others] = cluster.pods;
      const keeper = new Manager(cluster, { mode: 'keep', secrets: OLD });
      const syncs = () =>
        Promise.all(cluster.pods.map(async (pod) => /sync_full:\d+\r\nsync_partial_ok:\d+/.exec(await pod.ask('INFO', 'stats'))?.[0]));
      const before = await syncs();
      zero.mount(NEW);
      await eventually('the first takes it', 20, () => takes(zero, SECOND));
      keeper.mount(NEW);
      // Longer than the overlap: the others do not take it yet.
      await eventually('it keeps the old one', 30, async () => zero.log.includes('renew: keeps an old password of default: '));
      expect(await takes(zero, FIRST)).toBe(true);
      await expectQuiet(cluster, keeper);
      for (const pod of others) pod.mount(NEW);
      for (const pod of cluster.pods) pod.credentials = { password: SECOND };
      await eventually('nobody takes the old one', 60, async () => !(await Promise.all(cluster.pods.map((pod) => takes(pod, FIRST)))).includes(true));
      await expectQuiet(cluster, keeper);
      expect(await syncs()).toEqual(before);
      keeper.kill();
      expect(await manage(cluster, { secrets: NEW })).toMatchObject({ code: 0 });
    }),
  );
});

describe('a password that is not there', () => {
  const reasons: [string, Secrets, string][] = [
    ['no key', { 'app/other': 'x' }, 'there is no key password in Secret app, or no such Secret'],
    ['an empty one', { 'app/password': '' }, 'key password of Secret app is empty'],
    ['a line break', { 'app/password': `${SECOND}\n` }, 'key password of Secret app contains a line break'],
  ];

  it.concurrent.each(reasons)('%s: start waits alive and says why, until it is mended', async (_, secrets, reason) => {
    const cluster = await Cluster.unstarted({ pods: 1, auth, secrets });
    try {
      const [pod] = cluster.pods;
      const started = pod.start();
      await eventually('it says so', 10, async () => pod.log.includes(`start: waits, because ${reason}`));
      expect(await probe(pod, 'liveness')).toBe('passes');
      expect(await probe(pod, 'readiness')).toBe(`fails (1): start waits: ${reason}`);
      pod.mount(OLD);
      await started;
      expect(await takes(pod, FIRST)).toBe(true);
      // What spoils it later changes nothing.
      pod.mount(secrets);
      await eventually('it says so again', 20, async () => pod.log.includes(`renew: goes on with the passwords it has: ${reason}`));
      expect(await takes(pod, FIRST)).toBe(true);
    } finally {
      await cluster.remove();
    }
  });

  it.concurrent('the manager waits and says why, until it is mended or its time is up', () =>
    Cluster.with({ pods: 3, auth, secrets: OLD }, async (cluster) => {
      for (const pod of cluster.pods) pod.credentials = { password: FIRST };
      const none = { 'app/password': '' };
      expect(await manage(cluster, { replicas: 0, secrets: none, wait: 2 })).toEqual({
        code: 8,
        output: expect.stringMatching(/^manage: waits for a password: key password of Secret app is empty\n[^]*manage: no-password: key password/),
      });
      const manager = new Manager(cluster, { replicas: 0, secrets: none });
      await manager.says('waits for a password');
      manager.mount(OLD);
      expect(await manager.end()).toBe(0);
    }),
  );
});

it.concurrent('passwords come to a cluster that had none, pod by pod', () =>
  Cluster.with({}, async (cluster) => {
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    for (const pod of [...cluster.pods].reverse()) {
      // A server of the new kind takes no orders from one of the old: its master stops without a handover, when the time that pods have is over.
      await stop(pod, { HANDOVER_SECONDS: '13', LINE_SECONDS: '5' });
      await pod.stop('SIGTERM');
      pod.auth = auth;
      pod.mount(OLD);
      pod.credentials = { password: FIRST };
      await pod.start();
      await ready([pod], 40);
    }
    expect(await manage(cluster, { secrets: OLD })).toMatchObject({ code: 0 });
    expect(await problemsOf(cluster)).toEqual([]);
    for (const pod of cluster.pods) expect(await takes(pod, 'wrong')).toBe(false);
  }),
);
