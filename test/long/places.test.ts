// Real servers that say on which Kubernetes node they are: who follows whom comes from that.
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from '../scripts/cluster';
import { Manager, manage, problemsOf } from '../scripts/manager';

jest.setTimeout(240_000);

const threeRanges = ['0-5460', '5461-10922', '10923-16383'];
/** The stock pairs would have each shard on one node. */
const inPairs = ['a', 'b', 'c', 'a', 'b', 'c'];

describe('manage form', () => {
  it.concurrent('puts no shard on one Kubernetes node', () =>
    Cluster.with({ nodes: inPairs }, async (cluster) => {
      const { code, output } = await manage(cluster);
      expect({ code, output }).toMatchObject({ code: 0 });
      const shape = await cluster.shape();
      expect(shape.slice(0, 3)).toEqual(threeRanges);
      for (const [i, master] of shape.slice(3).entries()) expect(inPairs[Number(master.slice(3))]).not.toBe(inPairs[i + 3]);
      expect(await problemsOf(cluster)).toEqual([]);
      expect(output).toMatch(new RegExp(`^cache-4 +${cluster.pods[4].address} +replica +- +cache-\\d +b +unknown +up$`, 'm'));
      expect(output).not.toContain('warning');
    }),
  );

  it.concurrent('puts no two masters of three into one zone, and says what cannot be had', () =>
    Cluster.with({ nodes: ['a1', 'a2', 'b1', 'b2', 'c1', 'a1'] }, async (cluster) => {
      const { code, output } = await manage(cluster, { zones: 'a1=a a2=a b1=b b2=b c1=c' });
      expect({ code, output }).toMatchObject({ code: 0 });
      const shape = await cluster.shape();
      const zones = ['a', 'a', 'b', 'b', 'c', 'a'];
      expect(zones.filter((_, i) => threeRanges.includes(shape[i])).sort()).toEqual(['a', 'b', 'c']);
      expect(output).toMatch(/^cache-1 .* a2 +a +\S+$/m);
      expect(output).not.toContain('warning');
    }),
  );

  it.concurrent('says which shards one node can take, where there is one only', () =>
    Cluster.with({ pods: 6 }, async (cluster) => {
      const { output } = await manage(cluster);
      expect(output).toContain('warning: slots 0-5460 are only on node node1 (cache-0, cache-3), whose loss takes them\n');
      expect(output).toContain('warning: 3 of 3 masters are on node1, whose loss takes the quorum\n');
    }),
  );

  it.concurrent('comes to the same when it is killed after any command', () =>
    Cluster.with({ nodes: inPairs }, async (whole) => {
      await manage(whole);
      const expected = await whole.shape();
      for (const killAfter of [16, 18, 20]) {
        await Cluster.with({ nodes: inPairs }, async (cluster) => {
          expect(await manage(cluster, { killAfter })).toMatchObject({ code: null });
          expect(await manage(cluster)).toMatchObject({ code: 0 });
          expect(await cluster.shape()).toEqual(expected);
        });
      }
    }),
  );
});

describe('manage keep', () => {
  it.concurrent('lets replicas change places where a shard has come to be on one node, one after the other', () =>
    Cluster.with({ nodes: ['a', 'b', 'c', 'b', 'c', 'a'] }, async (cluster) => {
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      const [one, two] = await Promise.all([cluster.pods[0].myself(), cluster.pods[2].myself()]);
      // The pods of the first shard now share a node, as if their pods had moved.
      await cluster.pods[5].ask('CLUSTER', 'REPLICATE', one.id);
      await cluster.pods[3].ask('CLUSTER', 'REPLICATE', two.id);
      await eventually('what was moved is in sync', 30, async () => (await problemsOf(cluster)).join() || true);
      const keeper = new Manager(cluster, { mode: 'keep', swapReplicas: true });
      try {
        await keeper.says('placement: slots 0-5460 are only on node a (cache-0, cache-5), whose loss takes them\n', 200);
        await eventually('each shard has two nodes', 60, async () => {
          const shape = (await cluster.shape()).slice(3).map((master) => Number(master.slice(3)));
          return (shape.every((master, i) => ['a', 'b', 'c'][master] !== ['b', 'c', 'a'][i]) && new Set(shape).size === 3) || shape;
        });
        const standBack = () => cluster.everywhere('CONFIG', 'GET', 'cluster-replica-no-failover');
        await eventually('nobody stands back', 30, async () => (await standBack()).every((answer) => answer.endsWith('no')) || standBack());
        // Each that has moved did, until it had its copy.
        const moves = keeper.output.match(/change places|a replica too many/g)!.length;
        await eventually('each may stand again', 30, async () => keeper.output.match(/can be elected again/g)?.length === moves || keeper.output);
      } finally {
        keeper.kill();
      }
      await sleep(500);
      expect(await problemsOf(cluster)).toEqual([]);
    }),
  );
});
