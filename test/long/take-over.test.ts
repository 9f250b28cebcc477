// Most masters are gone, and stay away: whether their replicas take over without a vote is for a person to say (onQuorumLoss).
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from '../scripts/cluster';
import { Manager, manage, problemsOf, type ManagerOptions } from '../scripts/manager';

jest.setTimeout(120_000);

/** A key of each shard. */
const KEYS = ['b', 'c', 'a'];
const SECONDS = 4;

/** Two of three masters are killed while a keeper runs, each with a key that its replica has; in the end they come back. */
function withoutMajority(options: ManagerOptions, body: (cluster: Cluster, keeper: Manager) => Promise<void>): Promise<void> {
  return Cluster.with({}, async (cluster) => {
    const { pods } = cluster;
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    for (const [shard, key] of KEYS.entries()) {
      expect(await pods[shard].ask('SET', key, 'value')).toBe('OK');
      expect(await pods[shard].ask('WAIT', '1', '5000')).toBe('1');
    }
    const keeper = new Manager(cluster, { mode: 'keep', ...options });
    try {
      await eventually('the keeper finds it healthy', 30, async () => keeper.isHealthy || keeper.output);
      await Promise.all([pods[0].stop(), pods[1].stop()]);
      await body(cluster, keeper);
      await Promise.all([pods[0].start(), pods[1].start()]);
      await eventually('all is well', 60, async () => (await problemsOf(cluster)).join() || keeper.isHealthy || keeper.output);
    } finally {
      keeper.kill();
    }
    expect(await cluster.everywhere('DBSIZE')).toEqual(pods.map(() => '1'));
  });
}

async function mastersAmong(cluster: Cluster, ordinals: readonly number[]): Promise<number[]> {
  const roles = await Promise.all(ordinals.map((i) => cluster.pods[i].ask('ROLE')));
  return ordinals.filter((_, i) => roles[i].startsWith('master'));
}

describe('a majority of the masters that stays away', () => {
  it.concurrent('is replaced without a vote with takeOver, after that time and not before, and comes back as replicas', () =>
    withoutMajority({ onQuorumLoss: 'takeOver', takeOverAfter: SECONDS }, async (cluster, keeper) => {
      const { pods } = cluster;
      await sleep(1000 * (SECONDS - 2));
      expect(await mastersAmong(cluster, [3, 4, 5])).toEqual([]);
      expect(keeper.output).not.toContain('takeover');
      for (const [replica, master] of [
        [3, 0],
        [4, 1],
      ]) {
        const reason = `2 of 3 masters are silent for ${SECONDS} s`;
        await keeper.says(`manage: takeover: cache-${replica} takes over from cache-${master} without a vote, ${reason}\n`);
      }
      await eventually(
        'their shards are served',
        20,
        async () => (await pods[3].ask('GET', 'b')) === 'value' && (await pods[4].ask('GET', 'c')) === 'value',
      );
      expect((await pods[3].myself()).slots).toEqual(['0-5460']);
      expect((await pods[4].myself()).slots).toEqual(['5461-10922']);
      expect((await pods[2].myself()).slots).toEqual(['10923-16383']);
    }),
  );

  it.concurrent('is waited for without it, and named', () =>
    withoutMajority({ onQuorumLoss: 'wait', takeOverAfter: SECONDS }, async (cluster, keeper) => {
      const named = /^manage: not healthy: missing cache-0 \(no answer\), cache-1 \(no answer\)\W.*a majority of the masters.* \(2 of 3\)$/m;
      await eventually('it names them', 20, async () => named.test(keeper.output) || keeper.output);
      await sleep(1000 * 3 * SECONDS);
      expect(await mastersAmong(cluster, [3, 4, 5])).toEqual([]);
      expect(keeper.output).not.toMatch(/takeover|failover/);
      expect(keeper.isHealthy).toBe(false);
    }),
  );
});
