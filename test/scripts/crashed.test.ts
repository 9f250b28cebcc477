// A master whose container starts again without having been told to stop, and no manager that looks.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, eventually } from './cluster';
import { allToKnow, handOver, role } from './handover';
import { ready } from './hooks';
import { manage } from './manager';
import { type Pod } from './pod';

jest.setTimeout(120_000);

const SAYS = 'start: the server crashed as a master: ';

/** A cluster that is ready, with a key in the shard of cache-1. */
function formed(body: (master: Pod, replica: Pod, cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({}, async (cluster) => {
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    await ready(cluster.pods);
    const [, master, , , replica] = cluster.pods;
    expect(await master.ask('SET', 'c', 'value')).toBe('OK');
    await allToKnow(cluster.pods, replica, master);
    await eventually('the replica has the key', 60, async () => (await replica.ask('DBSIZE')) === '1');
    await body(master, replica, cluster);
  });
}

async function crash(pod: Pod): Promise<void> {
  await pod.stop('SIGKILL');
  await pod.start();
}

describe('a master that has crashed', () => {
  it.concurrent('has its replica take over before it starts again, and becomes its replica', () =>
    formed(async (master, replica) => {
      await crash(master);
      expect(master.log).toContain(`${SAYS}${replica.host} has taken over`);
      expect(await role(replica)).toBe('master');
      expect(await replica.ask('GET', 'c')).toBe('value');
      await eventually('it is the replica', 60, async () => (await role(master)) === 'slave');
      await ready([master, replica]);
    }),
  );

  it.concurrent('does not in another pod: the former one may still run', () =>
    formed(async (master, replica) => {
      rmSync(join(master.directory, 'run'), { recursive: true });
      await crash(master);
      expect(master.log).not.toContain(SAYS);
      await ready([master]);
      expect(await role(replica)).toBe('slave');
    }),
  );

  it.concurrent('does not where its replica had lost it before, and has less', () =>
    formed(async (master, replica) => {
      // It lets nobody in any more, until it starts again.
      await master.ask('CONFIG', 'SET', 'requirepass', 'secret');
      master.credentials = { password: 'secret' };
      await master.ask('CLIENT', 'KILL', 'TYPE', 'replica');
      expect(await master.ask('SET', 'c', 'more')).toBe('OK');
      await eventually('the replica is without it for 8 s', 60, async () =>
        /master_link_down_since_seconds:([89]|\d\d)/.test(await replica.ask('INFO', 'replication')),
      );
      master.credentials = {};
      await crash(master);
      expect(master.log).not.toContain(SAYS);
      await ready([master]);
      expect(await master.ask('GET', 'c')).toBe('more');
      expect(await role(replica)).toBe('slave');
    }),
  );

  it.concurrent('does not where the votes of a former election would count', () =>
    formed(async (master, replica, { pods }) => {
      await handOver(pods, master, replica);
      await handOver(pods, replica, master);
      await allToKnow(pods, replica, master);
      await crash(master);
      const beginsAtZero = (await replica.ask('INFO', 'server')).includes('valkey_version');
      expect(master.log.includes(SAYS)).toBe(beginsAtZero);
    }),
  );
});
