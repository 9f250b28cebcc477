// Nodes that are none of the manager's business: it ends with exit code 3 and a named reason, and has changed nothing anywhere.
import { Cluster, eventually } from './cluster';
import { Manager, type ManagerOptions, manage } from './manager';
import { PORT, type Pod } from './pod';

jest.setTimeout(120_000);

async function expectRefusal(cluster: Cluster, options: ManagerOptions, reason: RegExp, others: readonly Cluster[] = []): Promise<void> {
  const all = [cluster, ...others];
  const before = await Promise.all(all.map((each) => each.restingState()));
  const { code, output } = await manage(cluster, options);
  expect({ code, output }).toEqual({ code: 3, output: expect.stringMatching(reason) });
  expect(await Promise.all(all.map((each) => each.state()))).toEqual(before);
}

async function introduce(newcomer: Pod, members: readonly Pod[]): Promise<void> {
  await members[0].ask('CLUSTER', 'MEET', newcomer.address, String(PORT));
  await eventually('all know each other', 60, async () => {
    const views = await Promise.all([newcomer, ...members].map((pod) => pod.nodes()));
    return views.every((nodes) => nodes.length === members.length + 1 && nodes.every((node) => node.link === 'connected' && node.host !== ''));
  });
}

describe('manage form refuses', () => {
  it.concurrent('a pod that is a node of another cluster', () =>
    Cluster.with({ pods: 3, names: 'other' }, async (other) => {
      expect(await manage(other, { replicas: 0 })).toMatchObject({ code: 0 });
      await Cluster.with({ pods: 5 }, async (cluster) => {
        cluster.pods.push(other.pods[0]);
        cluster.publish();
        await expectRefusal(cluster, {}, /^manage: refused foreign-node: other-0 knows other-[12]\.\S+, which is none of the 6 pods of this shape/m, [
          other,
        ]);
        cluster.pods.pop();
      });
    }),
  );

  it.concurrent('to form a second cluster beside one of its name in the other layout, and forms it when that is gone', () =>
    Cluster.with({ pods: 3, names: 'cache-0' }, async (other) => {
      expect(await manage(other, { replicas: 0 })).toMatchObject({ code: 0 });
      await Cluster.with({}, async (cluster) => {
        const options = { others: other.pods.map(({ name }) => name) };
        cluster.publish(other.pods);
        await expectRefusal(cluster, options, /^manage: refused other-layout: cache-0-0, cache-0-1, cache-0-2 answer as a cluster/m, [other]);
        cluster.publish();
        expect(await manage(cluster, options)).toMatchObject({ code: 0 });
      });
    }),
  );

  it.concurrent('nothing on the word of a stranger who has the address of such a pod, nor of one that has met nobody', () =>
    Cluster.with({ pods: 3, names: 'other' }, async (stranger) => {
      expect(await manage(stranger, { replicas: 0 })).toMatchObject({ code: 0 });
      await Cluster.with({ pods: 2, names: 'cache-1' }, (lonely) =>
        Cluster.with({}, async (cluster) => {
          lonely.pods[0].address = stranger.pods[0].address;
          cluster.publish(lonely.pods);
          expect(await manage(cluster, { others: ['cache-1-0', 'cache-1-1'] })).toMatchObject({ code: 0 });
        }),
      );
    }),
  );

  it.concurrent('a pod that knows a stranger', () =>
    Cluster.with({ pods: 1, names: 'stranger' }, (stranger) =>
      Cluster.with({}, async (cluster) => {
        await introduce(stranger.pods[0], [cluster.pods[2]]);
        await expectRefusal(cluster, {}, /^manage: refused foreign-node: cache-2 knows stranger-0\./m, [stranger]);
      }),
    ),
  );

  it.concurrent('a formed cluster that somebody has added a node to', () =>
    Cluster.with({ pods: 1, names: 'stranger' }, (stranger) =>
      Cluster.with({ pods: 3 }, async (cluster) => {
        expect(await manage(cluster, { replicas: 0 })).toMatchObject({ code: 0 });
        await introduce(stranger.pods[0], cluster.pods);
        await expectRefusal(cluster, { replicas: 0 }, /^manage: refused foreign-node: cache-\d knows stranger-0\./m, [stranger]);
      }),
    ),
  );

  it.concurrent('a pod that holds keys and is in no cluster', () =>
    Cluster.with({}, async (cluster) => {
      const [, pod] = cluster.pods;
      await pod.ask('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await eventually('it serves', 60, async () => (await pod.ask('SET', 'precious', '1')) === 'OK');
      await pod.ask('CLUSTER', 'DELSLOTSRANGE', '0', '16383');
      await expectRefusal(cluster, {}, /^manage: refused holds-keys: cache-1 holds 1 keys/m);
    }),
  );

  it.concurrent('a pod that serves keys by itself', () =>
    Cluster.with({}, async (cluster) => {
      const pod = cluster.pods[5];
      await pod.ask('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await eventually('it serves', 60, async () => (await pod.ask('SET', 'precious', '1')) === 'OK');
      await expectRefusal(cluster, {}, /^manage: refused .*cache-5 holds 1 keys/m);
    }),
  );

  it.concurrent('a cluster of another shape', () =>
    Cluster.with({}, async (cluster) => {
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      await expectRefusal(
        cluster,
        { shards: 6, replicas: 0 },
        /^manage: refused other-shape: cache-0 owns the slots of two shards or more of 6, and 3 nodes own slots/m,
      );
    }),
  );

  it.concurrent('slots that are divided along other lines and not all given', () =>
    Cluster.with({ pods: 3 }, async (cluster) => {
      await cluster.pods[0].ask('CLUSTER', 'ADDSLOTSRANGE', '0', '6000');
      await expectRefusal(cluster, { replicas: 0 }, /^manage: refused other-shape: .*cache-0 and nobody share 5461-10922/m);
    }),
  );

  it.concurrent('a server without cluster mode', () =>
    Cluster.with({ pods: 3, config: ['cluster-enabled no'] }, async (cluster) => {
      const { code, output } = await manage(cluster, { replicas: 0 });
      expect({ code, output }).toEqual({
        code: 3,
        output: expect.stringMatching(/^manage: refused no-cluster-mode: cache-0 runs without cluster-enabled yes/m),
      });
    }),
  );

  it.concurrent('nothing, but waits, where a server wants a password or DNS shows a stranger', () =>
    Cluster.with({ pods: 1, names: 'stranger' }, (stranger) =>
      Cluster.with({ pods: 4 }, async (cluster) => {
        await cluster.pods[1].ask('CONFIG', 'SET', 'requirepass', 'secret');
        cluster.staleDns.set(cluster.pods[2].host, stranger.pods[0].address);
        cluster.staleDns.set(cluster.pods[3].host, cluster.pods[0].address);
        cluster.publish();
        const before = await stranger.restingState();
        const manager = new Manager(cluster, { shards: 4, replicas: 0, wait: 2 });
        expect(await manager.end()).toBe(4);
        expect(manager.output).toMatch(/cache-1 \(NOAUTH/);
        expect(manager.output).toMatch(/cache-2 \(another node answers there: stranger-0\./);
        expect(manager.output).toMatch(/cache-3 \(another node answers there: cache-0\./);
        expect(await stranger.state()).toEqual(before);
      }),
    ),
  );
});
