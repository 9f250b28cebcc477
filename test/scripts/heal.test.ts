// A formed cluster that something has happened to: the next run of the manager mends it and no key is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type ClusterOptions, eventually } from './cluster';
import { Manager, manage, problemsOf } from './manager';
import { type Pod } from './pod';

jest.setTimeout(120_000);

const KEYS = 300;

/** A formed cluster with keys in every shard. */
function formed<T>(options: ClusterOptions, body: (cluster: Cluster) => Promise<T>): Promise<T> {
  return Cluster.with(options, async (cluster) => {
    expect(await manage(cluster, { replicas: cluster.pods.length / 3 - 1 })).toMatchObject({ code: 0 });
    // A tag whose slot each of the masters has.
    for (const [shard, tag] of ['b', 'c', 'a'].entries()) {
      const master = await cluster.pods[shard].connect();
      await Promise.all(Array.from({ length: KEYS / 3 }, (_, i) => master.set(`{${tag}}:${i}`, i)));
      master.disconnect();
    }
    await sleep(200);
    return body(cluster);
  });
}

async function expectHealed(cluster: Cluster): Promise<void> {
  const { code, output } = await manage(cluster);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect({ problems: await problemsOf(cluster), output }).toMatchObject({ problems: [] });
  const nodes = await Promise.all(cluster.pods.map((pod) => pod.myself()));
  const keys = (await cluster.everywhere('DBSIZE')).map(Number);
  const masters = nodes.filter((node) => node.primary === '-');
  expect(masters).toHaveLength(3);
  for (const [i, node] of nodes.entries()) {
    const master = nodes.findIndex((other) => other.id === (node.primary === '-' ? node.id : node.primary));
    expect({ pod: i, keys: keys[i] }).toEqual({ pod: i, keys: keys[master] });
  }
  expect(keys.reduce((sum, each) => sum + each)).toBe(2 * KEYS);
}

/** A keeper says so, and mends it. */
async function expectKept(cluster: Cluster, says: string): Promise<void> {
  const keeper = new Manager(cluster, { mode: 'keep' });
  try {
    await keeper.says(says);
    await eventually('all is well again', 60, async () => (await problemsOf(cluster)).join() || true);
  } finally {
    keeper.kill();
  }
  await expectHealed(cluster);
}

async function expectHeard(master: Pod, listeners: readonly Pod[]): Promise<void> {
  const { id, epoch } = await master.myself();
  for (const listener of listeners) {
    const heard = async () => (await listener.nodes()).find((node) => node.id === id)?.epoch === epoch;
    await eventually(`${listener.name} hears of the epoch of ${master.name}`, 60, heard);
  }
}

async function restartAt(cluster: Cluster, pods: readonly Pod[], addresses: readonly string[]): Promise<void> {
  await Promise.all(pods.map((pod) => pod.stop()));
  for (const [i, pod] of pods.entries()) pod.address = addresses[i];
  cluster.publish();
  await Promise.all(pods.map((pod) => pod.start()));
}

describe('manage keep mends', () => {
  it.concurrent('a master that comes back empty: its replica takes over, it becomes the replica, its former identity is forgotten', () =>
    formed({}, async (cluster) => {
      const [, one] = cluster.pods;
      const former = (await one.myself()).id;
      await one.stop();
      one.wipe();
      await one.start();
      // Valkey's own election may be quicker than the keeper's.
      await expectKept(cluster, `forgotten: ${former.slice(0, 8)}, the former identity of cache-1`);
      expect(await cluster.shape()).toEqual(['0-5460', '-> 4', '10923-16383', '-> 0', '5461-10922', '-> 2']);
      for (const pod of cluster.pods) expect((await pod.nodes()).map((node) => node.id)).not.toContain(former);
    }),
  );

  it.concurrent('a master that took a new epoch, of which its replica has not heard, before it was lost: the replica takes over', () =>
    formed({}, async (cluster) => {
      const [zero, one, two, , four] = cluster.pods;
      const former = (await one.myself()).id;
      await four.stop();
      // A master that has the greatest epoch already takes no other.
      await zero.ask('CLUSTER', 'BUMPEPOCH');
      await expectHeard(zero, [one]);
      expect(await one.ask('CLUSTER', 'BUMPEPOCH')).toMatch(/^BUMPED/);
      await expectHeard(one, [zero, two]);
      const { epoch } = await one.myself();
      await one.stop();
      one.wipe();
      await Promise.all([one.start(), four.start()]);
      expect((await four.nodes()).find((node) => node.id === former)?.epoch).toBeLessThan(epoch);
      await expectKept(cluster, 'epoch: cache-4 has missed what cache-1 did last');
      expect((await cluster.shape())[4]).toBe('5461-10922');
    }),
  );
});

describe('while DNS does not answer', () => {
  it.concurrent('a keeper sees its nodes all the same: a replica takes over from a master that dies', () =>
    formed({}, async (cluster) => {
      const keeper = new Manager(cluster, { mode: 'keep' });
      try {
        await eventually('the keeper finds all well', 60, async () => keeper.isHealthy || keeper.output);
        cluster.dnsIsDown = true;
        cluster.publish();
        await cluster.pods[1].stop();
        await keeper.says('failover: cache-4 takes over from cache-1', 60);
        await eventually('the replica to be the master', 60, async () => (await cluster.pods[4].myself()).primary === '-');
      } finally {
        keeper.kill();
      }
      cluster.dnsIsDown = false;
      cluster.publish();
      await cluster.pods[1].start();
      await expectHealed(cluster);
    }),
  );
});

describe('manage form mends', () => {
  it.concurrent('a cluster whose pods all come back at new addresses', () =>
    formed({}, async (cluster) => {
      await restartAt(
        cluster,
        cluster.pods,
        cluster.pods.map(() => cluster.newAddress()),
      );
      await expectHealed(cluster);
    }),
  );

  it.concurrent('a cluster whose pods have exchanged their addresses', () =>
    formed({}, async (cluster) => {
      const addresses = cluster.pods.map((pod) => pod.address);
      await restartAt(cluster, cluster.pods, [...addresses.slice(1), addresses[0]]);
      await expectHealed(cluster);
    }),
  );

  it.concurrent('a replica that comes back empty: it serves the shard that its predecessor served', () =>
    formed({}, async (cluster) => {
      const [, one, , three, four] = cluster.pods;
      const [zero] = cluster.pods;
      // Not the pairs of birth, so that only the predecessor can tell.
      await four.ask('CLUSTER', 'REPLICATE', (await zero.myself()).id);
      await three.ask('CLUSTER', 'REPLICATE', (await one.myself()).id);
      await sleep(1500);
      await three.stop();
      three.wipe();
      await three.start();
      await expectHealed(cluster);
      expect((await cluster.shape()).slice(3)).toEqual(['-> 1', '-> 0', '-> 2']);
    }),
  );

  it.concurrent('nothing by way of a stale DNS answer that leads to another cluster: it waits, and the two stay apart', () =>
    formed({ pods: 3, names: 'other' }, (other) =>
      formed({}, async (cluster) => {
        const lost = cluster.pods[5];
        const reused = lost.address;
        await restartAt(cluster, [lost], [cluster.newAddress()]);
        await restartAt(other, [other.pods[0]], [reused]);
        expect(await manage(other, { replicas: 0 })).toMatchObject({ code: 0 });
        cluster.staleDns.set(lost.host, reused);
        cluster.publish();

        const before = await other.restingState();
        const { code, output } = await manage(cluster, { wait: 3 });
        expect({ code, output }).toEqual({ code: 4, output: expect.stringContaining('cache-5 (another node answers there: other-0.') });
        expect(await other.state()).toEqual(before);
        for (const pod of cluster.pods) expect((await pod.nodes()).map((node) => node.host).filter((host) => host.startsWith('other'))).toEqual([]);

        cluster.staleDns.clear();
        cluster.publish();
        await expectHealed(cluster);
        expect(await other.state()).toEqual(before);
      }),
    ),
  );
});
