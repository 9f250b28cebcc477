// The identity gate: what start.sh makes of a volume on which nodes.conf and the data do not belong together.
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type ClusterOptions, eventually } from './cluster';
import { Manager, manage, problemsOf } from './manager';
import { probe, stop } from './hooks';
import { type Pod } from './pod';

jest.setTimeout(120_000);

/** Lies in the slots of cache-1, the second of three masters. */
const KEY = 'c';

const data = (pod: Pod, ...names: string[]): string => join(pod.directory, 'data', ...names);
const remove = (pod: Pod, name: string): void => rmSync(data(pod, name), { recursive: true, force: true });

/** A formed cluster with a key in each shard, and the master and the replica of the shard that something happens to. */
function formed(options: ClusterOptions & { replicas: number }, body: (cluster: Cluster, master: Pod, replica: Pod) => Promise<void>): Promise<void> {
  return Cluster.with({ pods: 3 * (1 + options.replicas), ...options }, async (cluster) => {
    expect(await manage(cluster, { replicas: options.replicas })).toMatchObject({ code: 0 });
    expect(await cluster.pods[1].ask('SET', KEY, 'value')).toBe('OK');
    if (options.replicas > 0) expect(await cluster.pods[1].ask('WAIT', '1', '1000')).toBe('1');
    await body(cluster, cluster.pods[1], cluster.pods[4]);
  });
}

/** With a keeper, all is well again in the end, and both copies of the shard have the key. */
async function expectHealed(cluster: Cluster, ...copies: Pod[]): Promise<void> {
  const keeper = new Manager(cluster, { mode: 'keep', replicas: cluster.pods.length / 3 - 1 });
  try {
    await eventually('all is well again', 60, async () => (await problemsOf(cluster)).join() || true);
    for (const pod of copies) {
      await pod.ask('READONLY');
      expect(await pod.ask('DBSIZE')).toBe('1');
    }
  } finally {
    keeper.kill();
  }
}

describe('nodes.conf without data', () => {
  it.concurrent('of a master that has a replica: joins as a new node, and nobody copies its emptiness', () =>
    formed({ replicas: 1 }, async (cluster, master, replica) => {
      const former = (await master.myself()).id;
      await master.stop();
      remove(master, 'appendonlydir');
      await master.start();
      expect((await master.myself()).id).not.toBe(former);
      expect(master.log).toContain('start: nodes.conf without data: set aside as nodes.conf.without-data, joins as a new node');
      expect(await master.ask('CONFIG', 'GET', 'repl-diskless-sync-delay')).toBe('repl-diskless-sync-delay,3600');
      expect(await replica.ask('DBSIZE')).toBe('1');
      await expectHealed(cluster, master, replica);
    }),
  );

  it.concurrent('of a replica: joins as a new node', () =>
    formed({ replicas: 1 }, async (cluster, master, replica) => {
      const former = (await replica.myself()).id;
      await replica.stop();
      remove(replica, 'appendonlydir');
      await replica.start();
      expect((await replica.myself()).id).not.toBe(former);
      await expectHealed(cluster, master, replica);
    }),
  );

  it.concurrent('where nothing is written to disk, and the volume has outlived its container: the same', () =>
    formed({ replicas: 1, config: ['appendonly no'] }, async (cluster, master, replica) => {
      await master.stop();
      expect(existsSync(data(master, 'nodes.conf'))).toBe(true);
      await master.start();
      expect(master.log).toContain('nodes.conf without data: set aside');
      await expectHealed(cluster, master, replica);
    }),
  );

  it.concurrent('of a master without a replica: goes on under its identity, for nobody could be wiped', () =>
    formed({ replicas: 0 }, async (cluster, master) => {
      const { id } = await master.myself();
      await master.stop();
      remove(master, 'appendonlydir');
      await master.start();
      expect((await master.myself()).id).toBe(id);
      expect(master.log).toContain('no replica had any: goes on empty under its identity');
      await expectHealed(cluster);
    }),
  );
});

describe('nodes.conf', () => {
  it.concurrent.each([
    ['empty', 0],
    ['torn', 60],
  ])('%s: set aside, and its data as well, once another node serves the shard', (_, length) =>
    formed({ replicas: 1 }, async (cluster, master, replica) => {
      await replica.stop();
      truncateSync(data(replica, 'nodes.conf'), length);
      await replica.start();
      expect(replica.log).toContain('start: nodes.conf is torn: set aside as nodes.conf.torn');
      const [, aside] = /set aside in \S*\/(aside\.\w+) \(\d+ KiB\), joins as a new node/.exec(replica.log) ?? [];
      expect(readdirSync(data(replica, aside))).toContain('appendonlydir');
      expect(await replica.ask('CONFIG', 'GET', 'proc-title-template')).toMatch(/\{server-mode\} aside/);
      expect(await master.ask('CONFIG', 'GET', 'proc-title-template')).not.toContain('aside');
      await expectHealed(cluster, master, replica);
    }),
  );
});

describe('data without nodes.conf', () => {
  it.concurrent('of a master whose replica has a copy: waits, alive, until that has taken over', () =>
    formed({ replicas: 1 }, async (cluster, master, replica) => {
      await master.stop();
      remove(master, 'nodes.conf');
      const start = master.start();
      await eventually('it waits', 60, async () => master.log.includes("waits, because a replica has the shard's data and has not taken over yet"));
      expect(await probe(master, 'liveness')).toBe('passes');
      expect(await probe(master, 'startup')).toBe('passes');
      expect(await probe(master, 'readiness')).toContain("fails (1): start waits: a replica has the shard's data");
      await replica.ask('CLUSTER', 'FAILOVER', 'FORCE');
      await start;
      expect(master.log).toContain('and another node serves the shard: set aside in');
      await expectHealed(cluster, master, replica);
    }),
  );

  it.concurrent('that no other node has: takes up its identity again, with every key', () =>
    formed({ replicas: 0 }, async (cluster, master) => {
      const before = await master.myself();
      await master.stop();
      remove(master, 'nodes.conf');
      await master.start();
      expect(master.log).toContain(`takes up identity ${before.id} again`);
      expect(await master.myself()).toMatchObject({ id: before.id, slots: before.slots, host: before.host });
      await eventually('it serves', 60, async () => (await master.ask('GET', KEY)) === 'value' || (await master.ask('GET', KEY)));
      await expectHealed(cluster);
      expect(await master.ask('GET', KEY)).toBe('value');
    }),
  );

  it.concurrent('while nobody answers: waits and says so; a stranger at a stale name is nobody', () =>
    Cluster.with({ pods: 3, names: 'other', service: 'other-nodes' }, (other) =>
      formed({ replicas: 0 }, async (cluster, master) => {
        expect(await manage(other, { replicas: 0 })).toMatchObject({ code: 0 });
        await Promise.all(cluster.pods.map((pod) => pod.stop()));
        remove(master, 'nodes.conf');
        const [zero, , two] = cluster.pods;
        cluster.staleDns.set(zero.host, '').set(two.host, '').set(master.host, '');
        cluster.staleService = other.pods[0].address;
        cluster.publish();
        const start = master.start();
        await eventually('it waits', 60, async () => master.log.includes('waits, because no peer answers'));
        await sleep(2000);
        expect(await master.ask('PING')).toMatch(/^no answer/);
        cluster.staleDns.clear();
        cluster.staleService = undefined;
        cluster.publish();
        await Promise.all([zero, two].map((pod) => pod.start()));
        await start;
        await expectHealed(cluster);
        expect(await master.ask('GET', KEY)).toBe('value');
      }),
    ),
  );

  it.concurrent('on a volume without room for a second copy: waits, with the numbers', () =>
    formed({ replicas: 1 }, async (cluster, _, replica) => {
      await replica.stop();
      remove(replica, 'nodes.conf');
      const df = join(cluster.directory, 'df');
      writeFileSync(df, '#!/bin/sh\nprintf "Filesystem 1024-blocks Used Available\\nvolume 100 98 2\\n"\n', { mode: 0o755 });
      replica.programs = cluster.directory;
      const start = replica.start();
      await eventually('it waits', 60, async () => /too small to set the data aside.*\(\d+ KiB, and only 2 KiB are free/.test(replica.log));
      expect(existsSync(data(replica, 'appendonlydir'))).toBe(true);
      expect(readFileSync(join(replica.directory, 'run/waiting'), 'utf8')).toContain('make room or enlarge it');
      rmSync(df);
      await start;
      await expectHealed(cluster, replica);
    }),
  );
});

describe('where snapshots are all that is written', () => {
  const config = ['appendonly no', 'save 3600 1'];

  it.concurrent('a master that crashed and whose replica has more joins as a new node', () =>
    formed({ replicas: 1, config }, async (cluster, master, replica) => {
      await master.ask('SAVE');
      await master.ask('DEL', KEY);
      await master.ask('SET', '{c}2', 'more');
      await master.ask('WAIT', '1', '1000');
      await master.stop();
      await master.start();
      expect(master.log).toContain(`start: ${replica.host} has more than the last snapshot: set aside in`);
      await expectHealed(cluster, master, replica);
      expect(await replica.ask('GET', '{c}2')).toBe('more');
    }),
  );

  it.concurrent('a master that was stopped in good order comes back as itself: its replica may lag behind', () =>
    formed({ replicas: 1, config: [...config, 'shutdown-timeout 1', 'shutdown-on-sigterm save'] }, async (cluster, master, replica) => {
      const { id } = await master.myself();
      replica.server?.kill('SIGSTOP');
      await master.ask('SET', KEY, 'last');
      await sleep(3000);
      expect((await stop(master, { HANDOVER_SECONDS: '4' })).at(-1)).toBe('stop: no replica is in sync after 2 s: the slots stop with their master');
      await master.stop('SIGTERM');
      replica.server?.kill('SIGCONT');
      await master.start();
      expect((await master.myself()).id).toBe(id);
      await expectHealed(cluster, master, replica);
      expect(await master.ask('GET', KEY)).toBe('last');
    }),
  );

  it.concurrent('all that crashed at once go on with their last snapshots', () =>
    formed({ replicas: 1, config }, async (cluster, master, replica) => {
      const ids = await Promise.all(cluster.pods.map(async (pod) => (await pod.myself()).id));
      for (const pod of cluster.pods) await pod.ask('SAVE');
      await Promise.all(cluster.pods.map((pod) => pod.stop()));
      await Promise.all(cluster.pods.map((pod) => pod.start()));
      expect(await Promise.all(cluster.pods.map(async (pod) => (await pod.myself()).id))).toEqual(ids);
      await expectHealed(cluster, master, replica);
    }),
  );
});

describe('a change of persistence', () => {
  const [SNAPSHOTS, APPEND] = [['appendonly no', 'save 3600 1'], ['appendonly yes']];

  it.concurrent.each([
    ['from an append-only file to snapshots', APPEND, SNAPSHOTS, 'the data is in an append-only file'],
    ['from snapshots to an append-only file', SNAPSHOTS, APPEND, 'the append-only file begins with that'],
  ])('%s, for all servers at once and back: every key is kept', (_, before, after, says) =>
    formed({ replicas: 1, config: before }, async (cluster, master, replica) => {
      for (const [turn, config] of [after, before].entries()) {
        await Promise.all(cluster.pods.map((pod) => pod.ask('SHUTDOWN', config === APPEND ? 'SAVE' : 'NOSAVE')));
        await Promise.all(cluster.pods.map((pod) => pod.stop()));
        await Promise.all(cluster.pods.map((pod) => Object.assign(pod, { config }).start()));
        if (turn === 0) expect(master.log).toContain(says);
        await expectHealed(cluster, master, replica);
        expect(await master.ask('GET', KEY)).toBe('value');
      }
    }),
  );
});
