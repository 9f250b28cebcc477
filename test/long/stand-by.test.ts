// A rollout of the keeper: the old one and the new one run side by side, and one shape is mounted in both, at times that differ. Whoever was made for another shape
// does nothing, and lives.
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from '../scripts/cluster';
import { Manager, OWN_SHAPE, manage, problemsOf } from '../scripts/manager';
import { type Pod } from '../scripts/pod';

jest.setTimeout(120_000);

const NEWER_SHAPE = 'fedcba9876543210';
const SUPERSEDED = 'manage: superseded: a newer shape is mounted, its own keeper takes over\n';

function formed(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  return Cluster.with({}, async (cluster) => {
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    await body(cluster);
  });
}

async function healthy(cluster: Cluster, keeper: Manager): Promise<void> {
  await eventually('all is well', 40, async () => (await problemsOf(cluster)).join() || keeper.isHealthy || keeper.output);
}

/** How often each was asked or told anything, apart from what a keeper hears all the while. */
async function told(cluster: Cluster): Promise<string[]> {
  const statistics = await cluster.everywhere('INFO', 'commandstats');
  return statistics.map((lines) =>
    [...lines.matchAll(/^cmdstat_((?:cluster\|(?!info)|config|replicaof)\S*):(calls=\d+)/gm)].map(([, ...of]) => of).join(' '),
  );
}

/** It says that it lives, again and again, and its probe believes it. */
async function expectAlive(keeper: Manager): Promise<void> {
  const before = keeper.lookedAt;
  await eventually('it lives', 20, async () => keeper.lookedAt > before || keeper.output);
  expect(keeper.isAlive).toBe(true);
}

async function empty(pod: Pod): Promise<void> {
  await pod.stop();
  pod.wipe();
  await pod.start();
}

describe('a keeper beside which a newer shape is mounted', () => {
  it.concurrent.each(['while all is well', 'while it is healing'])('%s touches nothing, lives, and heals again when its own shape is back', (when) =>
    formed(async (cluster) => {
      const [, , , , four] = cluster.pods;
      const keeper = new Manager(cluster, { mode: 'keep' });
      try {
        await healthy(cluster, keeper);
        if (when === 'while it is healing') {
          await four.stop();
          await keeper.says('manage: not healthy: missing cache-4 (no answer)\n');
        }
        keeper.writeShape(NEWER_SHAPE);
        await keeper.says(SUPERSEDED);
        const said = keeper.output;
        await empty(four);
        await sleep(1000);
        const before = await told(cluster);
        await expectAlive(keeper);
        await sleep(5000);
        expect(await told(cluster)).toEqual(before);
        expect(await four.nodes()).toHaveLength(1);
        expect(keeper.output).toBe(said);
        expect(keeper.isHealthy).toBe(false);

        keeper.writeShape(OWN_SHAPE);
        await keeper.says('manage: replicas: 1 node follows its master\n');
        await healthy(cluster, keeper);
      } finally {
        keeper.kill();
      }
    }),
  );

  it.concurrent('leaves the work to the one that was made for that shape, and takes it up again when the change is taken back', () =>
    formed(async (cluster) => {
      const [, one, , , four] = cluster.pods;
      const keepers = [new Manager(cluster, { mode: 'keep' }), new Manager(cluster, { mode: 'keep', madeFor: NEWER_SHAPE })];
      const [old, newer] = keepers;
      const mount = (shape: string) => keepers.forEach((keeper) => keeper.writeShape(shape));
      try {
        await newer.says('manage: waits for its own shape to be mounted\n');
        await healthy(cluster, old);
        await expectAlive(newer);
        expect(newer.isHealthy).toBe(false);

        mount(NEWER_SHAPE);
        await old.says(SUPERSEDED);
        const oldSaid = old.output;
        await healthy(cluster, newer);
        await empty(one);
        await newer.says('manage: failover: cache-4 takes over from cache-1');
        await healthy(cluster, newer);
        expect(old.output).toBe(oldSaid);

        mount(OWN_SHAPE);
        await newer.says(SUPERSEDED);
        const newerSaid = newer.output;
        await healthy(cluster, old);
        await empty(four);
        await old.says('manage: failover: cache-1 takes over from cache-4');
        await healthy(cluster, old);
        expect(newer.output).toBe(newerSaid);
      } finally {
        keepers.forEach((keeper) => keeper.kill());
      }
    }),
  );
});
