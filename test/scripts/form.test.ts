import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from './cluster';
import { Manager, manage, problemsOf } from './manager';

const threeRanges = ['0-5460', '5461-10922', '10923-16383'];

jest.setTimeout(120_000);

describe('manage form', () => {
  it.concurrent('makes nodes 0, 1, 2 masters of even ranges and 3, 4, 5 their replicas, and prints a table', () =>
    Cluster.with({}, async (cluster) => {
      const { code, output } = await manage(cluster);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await cluster.shape()).toEqual([...threeRanges, '-> 0', '-> 1', '-> 2']);
      expect(await problemsOf(cluster)).toEqual([]);
      expect(output).toMatch(/^pod +address +role +slots +replicates +node +zone +link$/m);
      expect(output).toMatch(new RegExp(`^cache-1 +${cluster.pods[1].address} +master +5461-10922 +- +node1 +unknown +-$`, 'm'));
      expect(output).toMatch(new RegExp(`^cache-4 +${cluster.pods[4].address} +replica +- +cache-1 +node1 +unknown +up$`, 'm'));
    }),
  );

  it.concurrent('makes 5 shards with 2 replicas each', () =>
    Cluster.with({ pods: 15 }, async (cluster) => {
      expect(await manage(cluster, { shards: 5, replicas: 2 })).toMatchObject({ code: 0 });
      const replicas = [0, 1, 2, 3, 4].map((shard) => `-> ${shard}`);
      expect(await cluster.shape()).toEqual(['0-3276', '3277-6553', '6554-9829', '9830-13106', '13107-16383', ...replicas, ...replicas]);
      expect(await problemsOf(cluster)).toEqual([]);
    }),
  );

  it.concurrent('makes 3 shards without replicas', () =>
    Cluster.with({ pods: 3 }, async (cluster) => {
      expect(await manage(cluster, { replicas: 0 })).toMatchObject({ code: 0 });
      expect(await cluster.shape()).toEqual(threeRanges);
      expect(await problemsOf(cluster)).toEqual([]);
    }),
  );

  it.concurrent('forms servers that somebody else has set up, without announced host names', () =>
    Cluster.with({ classic: true }, async (cluster) => {
      const options = { announced: false };
      expect(await manage(cluster, options)).toMatchObject({ code: 0 });
      expect(await cluster.shape()).toEqual([...threeRanges, '-> 0', '-> 1', '-> 2']);
      expect(await problemsOf(cluster)).toEqual([]);
      expect(await manage(cluster, options)).toMatchObject({ code: 0 });
    }),
  );

  it.concurrent('takes the wanted node timeout only for a while, or leaves it alone', () =>
    Cluster.with({ pods: 3, config: ['cluster-node-timeout 7000'] }, async (cluster) => {
      expect(await manage(cluster, { replicas: 0, nodeTimeout: 7000 })).toMatchObject({ code: 0 });
      expect(await problemsOf(cluster, 7000)).toEqual([]);
    }),
  );

  it.concurrent('changes nothing on a formed cluster', () =>
    Cluster.with({}, async (cluster) => {
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      const before = await cluster.restingState();
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      expect(await cluster.state()).toEqual(before);
    }),
  );

  it.concurrent('is safe to run twice at once', () =>
    Cluster.with({}, async (cluster) => {
      const both = await Promise.all([manage(cluster), manage(cluster)]);
      expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
      expect(await cluster.shape()).toEqual([...threeRanges, '-> 0', '-> 1', '-> 2']);
      expect(await problemsOf(cluster)).toEqual([]);
    }),
  );

  it.concurrent('waits for a pod that is not there yet, says which, and goes on when it comes', () =>
    Cluster.with({}, async (cluster) => {
      await cluster.pods[4].stop();
      cluster.pods[4].wipe();
      const manager = new Manager(cluster);
      await manager.says('manage: waiting for cache-4 (no answer)\n');
      await cluster.pods[4].start();
      expect(await manager.end()).toBe(0);
      expect(await cluster.shape()).toEqual([...threeRanges, '-> 0', '-> 1', '-> 2']);
    }),
  );

  it.concurrent('is not kept from the others by a pod that hangs', () =>
    Cluster.with({ pods: 14 }, async (cluster) => {
      const [hangs] = cluster.pods;
      hangs.server?.kill('SIGSTOP');
      const manager = new Manager(cluster, { shards: 7 });
      await manager.says('manage: waiting for cache-0 (no answer)\n');
      hangs.server?.kill('SIGCONT');
      expect(await manager.end()).toBe(0);
    }),
  );

  it.concurrent('asks for no pod by name before the Service leads to all', () =>
    Cluster.with({}, async (cluster) => {
      const { pods } = cluster;
      cluster.staleDns.set(pods[5].host, '');
      cluster.publish();
      const manager = new Manager(cluster, { firstLook: 400 });
      await sleep(2000);
      expect(await pods[0].ask('INFO', 'commandstats')).not.toContain('cmdstat_cluster|nodes');
      cluster.staleDns.clear();
      cluster.publish();
      await manager.says('slots: 16384 to 3 masters', 60);
      expect(await manager.end()).toBe(0);
    }),
  );

  it.concurrent('gives up after the wait that is allowed, and says which pods are missing', () =>
    Cluster.with({ pods: 3 }, async (cluster) => {
      cluster.staleDns.set(cluster.pods[1].host, '');
      cluster.publish();
      const { code, output } = await manage(cluster, { replicas: 0, wait: 2 });
      expect({ code, output }).toMatchObject({ code: 4, output: expect.stringMatching(/^manage: pods-missing: after 2 s still .*cache-1 \(/m) });
    }),
  );

  it.concurrent('leaves the work to the Job of the shape that is mounted now', () =>
    Cluster.with({ pods: 3 }, async (cluster) => {
      await cluster.pods[2].stop();
      const manager = new Manager(cluster, { replicas: 0 });
      await manager.says('waiting for cache-2');
      manager.writeShape('fedcba9876543210');
      expect(await manager.end()).toBe(0);
      expect(manager.output).toContain('superseded');
    }),
  );
});
