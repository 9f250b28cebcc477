// The preStop hook: what becomes of a master's slots before its server is told to stop.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type ClusterOptions, eventually } from './cluster';
import { handOver, role } from './handover';
import { ready, stop } from './hooks';
import { manage } from './manager';
import { PORT, type Pod } from './pod';

jest.setTimeout(240_000);

function formed(options: ClusterOptions & { replicas: number }, body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({ pods: 3 * (1 + options.replicas), ...options }, async (cluster) => {
    expect(await manage(cluster, { replicas: options.replicas })).toMatchObject({ code: 0 });
    await body(cluster);
  });
}

/** A replica has come back together with the other masters, at new addresses: none of them knows the others'. */
function unfound(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return formed({ replicas: 1, config: ['cluster-node-timeout 60000'] }, async (cluster) => {
    const [zero, master, two, , replica] = cluster.pods;
    await cluster.move(zero, two, replica);
    await eventually('it is in sync', 60, async () => (await master.ask('INFO', 'replication')).includes('state=online'));
    await body(cluster);
  });
}

const WAITS = 'stop: master without an in-sync replica: waits for one';

/** What rested.sh says on a master's pod of one of its replicas. */
function isRested(master: Pod, replica: Pod): boolean {
  const words = `. ${master.directory}/run/lib.sh; . ${master.directory}/run/rested.sh; rested ${replica.address}`;
  return spawnSync('sh', ['-c', words], { env: master.environment() }).status === 0;
}

describe('stop.sh', () => {
  it.concurrent('hands a master over, and ends when it has become a replica', () =>
    formed({ replicas: 1 }, async ({ pods: [, master, , , replica] }) => {
      expect(await master.ask('SET', 'c', 'value')).toBe('OK');
      const said = await stop(master);
      expect(said).toEqual([`stop: master: hands over to ${replica.address}`, 'stop: replica now: stops']);
      expect([await role(master), await role(replica)]).toEqual(['slave', 'master']);
      expect(await replica.ask('GET', 'c')).toBe('value');
    }),
  );

  it.concurrent('hands all masters over at once, one after the other', () =>
    formed({ replicas: 1 }, async ({ pods }) => {
      const masters = pods.slice(0, 3);
      for (const said of await Promise.all(masters.map((master) => stop(master)))) {
        expect(said).toEqual([expect.stringMatching(/^stop: master: hands over to /), 'stop: replica now: stops']);
      }
      expect(await Promise.all(pods.map(role))).toEqual([...Array(3).fill('slave'), ...Array(3).fill('master')]);
      expect(await pods[3].ask('CLIENT', 'LIST')).not.toContain('handover:');
    }),
  );

  it.concurrent('does not wait for one that left the line by dying', () =>
    formed({ replicas: 1 }, async ({ pods: [keeper, master] }) => {
      const client = await keeper.connect();
      await client.call('CLIENT', 'SETNAME', 'handover:cache-9');
      const stopping = stop(master);
      await sleep(2000);
      client.disconnect();
      const said = await stopping;
      expect(said).toContain('stop: replica now: stops');
    }),
  );

  it.concurrent('goes without its turn when that does not come', () =>
    formed({ replicas: 1 }, async ({ pods: [keeper, master] }) => {
      const client = await keeper.connect();
      await client.call('CLIENT', 'SETNAME', 'handover:cache-9');
      const said = await stop(master, { LINE_SECONDS: '5' });
      client.disconnect();
      expect(said).toContain('stop: replica now: stops');
    }),
  );

  it.concurrent('waits until all can vote for its replica', () =>
    unfound(async ({ pods: [zero, master, two, , replica] }) => {
      const stopping = stop(master);
      await sleep(2000);
      for (const pod of [zero, two]) await replica.ask('CLUSTER', 'MEET', pod.address, String(PORT));
      const said = await stopping;
      expect(said).toEqual([`stop: master: hands over to ${replica.address}`, 'stop: replica now: stops']);
    }),
  );

  it.concurrent('asks a replica that would not be elected when nobody finds it in time', () =>
    unfound(async ({ pods: [, master, , , replica] }) => {
      const said = await stop(master, { LINE_SECONDS: '5', HANDOVER_SECONDS: '13' });
      expect(said).toEqual([
        `stop: master: hands over to ${replica.address}`,
        `stop: ${replica.address} has not taken over within 5 s`,
        'stop: no replica has taken over: the cluster has to elect one',
      ]);
    }),
  );

  it.concurrent('tries another replica when the first takes no orders, well within the grace period', () =>
    formed({ replicas: 2, config: ['repl-ping-replica-period 3600'] }, async ({ pods }) => {
      const [, master] = pods;
      const replicas = [pods[4], pods[7]];
      // The list is by offset, and both have the same in the end: whichever is asked first refuses.
      const offsets = async () => (await master.ask('INFO', 'replication')).match(/offset:?=?\d+/g)?.map((offset) => offset.replace(/\D/g, ''));
      await eventually('all have as much', 60, async () => new Set((await offsets())?.slice(0, 3)).size === 1);
      await ready(replicas);
      const first = replicas[1].address > replicas[0].address ? replicas[1] : replicas[0];
      expect(await first.ask('ACL', 'SETUSER', 'default', '-cluster|failover')).toBe('OK');
      const said = await stop(master);
      expect(said).toEqual([
        `stop: master: hands over to ${first.address}`,
        expect.stringContaining(`stop: ${first.address} answered: NOPERM`),
        expect.stringMatching(/^stop: master: hands over to /),
        'stop: replica now: stops',
      ]);
      expect(await role(master)).toBe('slave');
    }),
  );

  it.concurrent('lets a replica stop at once', () =>
    formed({ replicas: 1 }, async ({ pods }) => {
      const said = await stop(pods[4]);
      expect(said).toEqual(['stop: replica: stops at once']);
    }),
  );

  it.concurrent('lets a master without a replica stop at once, and says so', () =>
    formed({ replicas: 0 }, async ({ pods }) => {
      const said = await stop(pods[1]);
      expect(said).toEqual(['stop: master without a replica: the slots stop with it']);
    }),
  );

  it.concurrent('does not hand over to a replica that lags', () =>
    formed({ replicas: 1 }, async ({ pods: [, master, , , replica] }) => {
      replica.server?.kill('SIGSTOP');
      await eventually('the lag shows', 60, async () => /lag=([2-9]|\d\d)/.test(await master.ask('INFO', 'replication')));
      const said = await stop(master, { HANDOVER_SECONDS: '5' });
      replica.server?.kill('SIGCONT');
      expect(said).toEqual([WAITS, 'stop: no replica is in sync after 3 s: the slots stop with their master']);
    }),
  );

  it.concurrent('waits for a replica that comes back', () =>
    formed({ replicas: 1 }, async ({ pods: [, master, , , replica] }) => {
      await replica.stop();
      const stopping = stop(master);
      await sleep(1000);
      await replica.start();
      expect(await stopping).toEqual([WAITS, `stop: master: hands over to ${replica.address}`, 'stop: replica now: stops']);
    }),
  );

  it.concurrent('passes over a replica that is about to stop itself, and waits for the one that comes in its place', () =>
    formed({ replicas: 1 }, async ({ pods: [, master, , , replica] }) => {
      expect(await stop(replica)).toEqual(['stop: replica: stops at once']);
      const stopping = stop(master);
      await sleep(2000);
      expect(await role(master)).toBe('master');
      await replica.stop();
      await replica.start();
      expect((await stopping).slice(-2)).toEqual([`stop: master: hands over to ${replica.address}`, 'stop: replica now: stops']);
    }),
  );

  it.concurrent('waits for no replica when all is being removed', () =>
    formed({ replicas: 1 }, async (cluster) => {
      const [, master, , , replica] = cluster.pods;
      await replica.stop();
      for (const pod of cluster.pods) cluster.staleDns.set(pod.host, '');
      cluster.publish();
      expect(await stop(master)).toEqual([WAITS, 'stop: the Service is gone, and no replica comes any more: the slots stop with their master']);
    }),
  );

  it.concurrent('waits all the same when DNS does not answer', () =>
    formed({ replicas: 1 }, async (cluster) => {
      const [, master, , , replica] = cluster.pods;
      await replica.stop();
      cluster.dnsIsDown = true;
      cluster.publish();
      expect(await stop(master, { HANDOVER_SECONDS: '5' })).toEqual([
        WAITS,
        'stop: no replica is in sync after 3 s: the slots stop with their master',
      ]);
    }),
  );

  it.concurrent('has nobody elected again while old votes would count, but a process that has started since', () =>
    formed({ replicas: 1, config: ['cluster-node-timeout 15000'] }, async ({ pods }) => {
      const [, master, , , replica] = pods;
      await handOver(pods, master, replica);
      await handOver(pods, replica, master);
      // Valkey begins each election at zero.
      const countsOldVotes = !(await replica.ask('INFO', 'server')).includes('valkey_version');
      expect(isRested(master, replica)).toBe(!countsOldVotes);
      if (!countsOldVotes) return;
      expect(await stop(master, { LINE_SECONDS: '5', HANDOVER_SECONDS: '13' })).toEqual([
        `stop: ${replica.address} was elected less than four node timeouts ago, and its old votes would count: the slots stop with their master`,
      ]);
      expect(await role(master)).toBe('master');
      await replica.stop();
      await replica.start();
      expect(isRested(master, replica)).toBe(true);
    }),
  );

  it.concurrent('waits until its replica may be elected again, where the grace period has the time', () =>
    formed({ replicas: 1, config: ['cluster-node-timeout 3000'] }, async ({ pods }) => {
      const [, master, , , replica] = pods;
      await handOver(pods, master, replica);
      await handOver(pods, replica, master);
      const said = await stop(master, { LINE_SECONDS: '1' });
      if ((await replica.ask('INFO', 'server')).includes('valkey_version')) return;
      expect(said).toEqual([
        `stop: ${replica.address} was elected less than four node timeouts ago, and its old votes would count: waits until they do not`,
        `stop: master: hands over to ${replica.address}`,
        'stop: replica now: stops',
      ]);
      expect(await role(replica)).toBe('master');
    }),
  );

  it.concurrent('has somebody elected again who has been a replica for four node timeouts', () =>
    formed({ replicas: 1, config: ['cluster-node-timeout 1000'] }, async ({ pods }) => {
      const [, master, , , replica] = pods;
      await handOver(pods, master, replica);
      await handOver(pods, replica, master);
      expect(await stop(master)).toEqual([`stop: master: hands over to ${replica.address}`, 'stop: replica now: stops']);
    }),
  );

  it.concurrent('lets a server that hangs, or is gone, go at once', () =>
    formed({ replicas: 1 }, async ({ pods: [, master] }) => {
      master.server?.kill('SIGSTOP');
      const said = await stop(master);
      expect(said).toEqual(['stop: the server does not answer: let go at once']);
      await master.stop();
      expect(await stop(master)).toEqual(['stop: the server does not answer: let go at once']);
    }),
  );

  it.concurrent('lets a master without slots stop at once', () =>
    Cluster.with({ pods: 1 }, async ({ pods: [pod] }) => {
      expect(await stop(pod)).toEqual(['stop: master without slots: stops at once']);
    }),
  );
});
