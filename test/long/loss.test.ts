// Shards of which nothing is left: whether they start anew, empty, is for a person to say (onShardLoss).
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from '../scripts/cluster';
import { Manager, manage, problemsOf, type ManagerOptions } from '../scripts/manager';
import { type Pod } from '../scripts/pod';

jest.setTimeout(120_000);

/** A key of each shard. */
const KEYS = ['b', 'c', 'a'];

/** A formed cluster with a key in each shard, all of whose copies have it. */
function formed(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({}, async (cluster) => {
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    for (const [shard, key] of KEYS.entries()) {
      expect(await cluster.pods[shard].ask('SET', key, 'value')).toBe('OK');
      expect(await cluster.pods[shard].ask('WAIT', '1', '5000')).toBe('1');
    }
    await body(cluster);
  });
}

async function keep(cluster: Cluster, options: ManagerOptions, body: (keeper: Manager) => Promise<void>): Promise<void> {
  const keeper = new Manager(cluster, { mode: 'keep', ...options });
  try {
    await body(keeper);
  } finally {
    keeper.kill();
  }
}

/** They come back together, with nothing. */
async function lose(...pods: Pod[]): Promise<void> {
  await Promise.all(pods.map((pod) => pod.stop()));
  for (const pod of pods) pod.wipe();
  await Promise.all(pods.map((pod) => pod.start()));
}

async function expectWell(cluster: Cluster, keeper: Manager): Promise<void> {
  await eventually('all is well', 60, async () => (await problemsOf(cluster)).join() || keeper.isHealthy || keeper.output);
}

describe('a shard whose pods have all come back empty', () => {
  it.concurrent('starts anew with recreateEmpty, and the others keep what they have', () =>
    formed(async (cluster) => {
      const [zero, one, two, , four] = cluster.pods;
      await keep(cluster, { onShardLoss: 'recreateEmpty' }, async (keeper) => {
        await lose(one, four);
        await keeper.says('manage: loss: slots 5461-10922 start empty, no pod has a copy of what cache-1.', 30);
        await expectWell(cluster, keeper);
        expect(keeper.output.match(/loss: slots/g)).toHaveLength(1);
      });
      expect((await cluster.shape()).filter((_, i) => i !== 1 && i !== 4)).toEqual(['0-5460', '10923-16383', '-> 0', '-> 2']);
      expect(await cluster.everywhere('DBSIZE')).toEqual(['1', '0', '1', '1', '0', '1']);
      expect(await zero.ask('GET', 'b')).toBe('value');
      expect(await two.ask('GET', 'a')).toBe('value');
      const master = (await one.myself()).primary === '-' ? one : four;
      expect(await master.ask('SET', 'c', 'anew')).toBe('OK');
      expect(await master.ask('WAIT', '1', '5000')).toBe('1');
    }),
  );

  it.concurrent('waits for a decision without it, the others serve meanwhile, and starts anew when that is taken', () =>
    formed(async (cluster) => {
      const [zero, one, two, , four] = cluster.pods;
      await keep(cluster, { onShardLoss: 'manual' }, async (keeper) => {
        await lose(one, four);
        await keeper.says('manage: not healthy: waiting for a decision: the data of slots 5461-10922 is gone, cache-1.', 30);
        // With recreateEmpty it begins 5 s after the loss.
        await sleep(8000);
        expect(keeper.output).not.toContain('start empty');
        expect(keeper.isHealthy).toBe(false);
        for (const pod of [one, four]) {
          expect(await pod.ask('INFO', 'commandstats')).not.toMatch(/cluster\|(addslots|replicate)/);
          expect(await pod.myself()).toMatchObject({ primary: '-', slots: [] });
        }
        expect([await zero.ask('GET', 'b'), await two.ask('SET', 'a', 'value')]).toEqual(['value', 'OK']);
        expect(await zero.ask('GET', 'c')).toMatch(/^(CLUSTERDOWN|MOVED)/);
      });
      await keep(cluster, { onShardLoss: 'recreateEmpty' }, async (keeper) => {
        await keeper.says('manage: loss: slots 5461-10922 start empty', 30);
        await expectWell(cluster, keeper);
      });
      expect(await cluster.everywhere('DBSIZE')).toEqual(['1', '0', '1', '1', '0', '1']);
    }),
  );

  it.concurrent('starts anew with another one, though both were the majority of the masters', () =>
    formed(async (cluster) => {
      const [zero, one, two, three, four] = cluster.pods;
      await keep(cluster, { onShardLoss: 'recreateEmpty' }, async (keeper) => {
        await lose(zero, one, three, four);
        await keeper.says('manage: loss: slots 0-5460 start empty', 30);
        await keeper.says('manage: loss: slots 5461-10922 start empty');
        await expectWell(cluster, keeper);
      });
      expect(await two.ask('GET', 'a')).toBe('value');
      expect(await cluster.everywhere('DBSIZE')).toEqual(['0', '0', '1', '0', '0', '1']);
    }),
  );
});

describe('a cluster that has never had slots', () => {
  it.concurrent('is formed by a keeper with recreateEmpty alone: else an empty volume may be a wrong one', () =>
    Cluster.with({ pods: 3 }, async (cluster) => {
      await keep(cluster, { replicas: 0, onShardLoss: 'manual' }, async (keeper) => {
        await keeper.says('manage: not healthy: waiting for the formation Job: slots have no owner', 30);
        await sleep(6000);
        expect(await cluster.shape()).toEqual(['', '', '']);
      });
      await keep(cluster, { replicas: 0, onShardLoss: 'recreateEmpty' }, (keeper) => expectWell(cluster, keeper));
      expect(await cluster.shape()).toEqual(['0-5460', '5461-10922', '10923-16383']);
    }),
  );
});
