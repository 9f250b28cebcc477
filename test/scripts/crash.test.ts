// The manager dies, with all that it started, right after each of its commands that change something, or a node dies then, or both; whoever comes next finishes
// the work.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from './cluster';
import { Manager, manage, problemsOf } from './manager';
import { type Pod } from './pod';

// Every command in turn takes many minutes: `npm run test:long` sets SWEEP=1, else it is every so many-th; a heal takes longer than a birth.
const everyBirth = Number(process.env.SWEEP ?? 6);
const everyHeal = Number(process.env.SWEEP ?? 18);
const atOnce = 4;

jest.setTimeout(process.env.SWEEP === undefined ? 300_000 : 1_800_000);

/** For every so many-th of `commands` the same once more, several side by side. */
async function sweep<T>(commands: number, every: number, body: (turn: number) => Promise<T>): Promise<T[]> {
  const turns: number[] = [];
  for (let turn = 1; turn <= commands; turn += every) turns.push(turn);
  const results: T[] = [];
  const next = async (): Promise<void> => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) results.push(await body(turn));
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, next));
  expect(ends.filter((end) => end.status === 'rejected')).toEqual([]);
  return results;
}

describe('manage form, killed after any of its commands', () => {
  it('is finished by the next run', async () => {
    const all = await Cluster.with({}, async (cluster) => {
      const manager = new Manager(cluster, { killAfter: 10000 });
      expect(await manager.end()).toBe(0);
      return manager.changes();
    });
    // A MEET of each pair, the slots, the replicas, the node timeout down and up again.
    expect(all.length).toBeGreaterThanOrEqual(24);

    const codes = await sweep(all.length, everyBirth, killAndFinish);
    // The last commands are not needed in every run.
    expect(codes.filter((code) => code === null).length).toBeGreaterThanOrEqual(Math.floor(24 / everyBirth));
  });
});

async function killAndFinish(turn: number): Promise<number | null> {
  return Cluster.with({}, async (cluster) => {
    const victim = new Manager(cluster, { killAfter: turn });
    const code = await victim.end();
    const { code: finished, output } = await manage(cluster);
    const found = { turn, finished, shape: await cluster.shape(), problems: await problemsOf(cluster), said: [victim.output, output] };
    const shape = ['0-5460', '5461-10922', '10923-16383', '-> 0', '-> 1', '-> 2'];
    expect(found).toEqual({ ...found, finished: 0, shape, problems: [] });
    return code;
  });
}

/** Which dies at a command of the keeper: itself, the node of that ordinal, or both. */
const VICTIMS: [string, { keeper: boolean; node?: number }][] = [
  ['the keeper', { keeper: true }],
  ['a master', { keeper: false, node: 0 }],
  ['a replica', { keeper: false, node: 5 }],
  ['the keeper and a master', { keeper: true, node: 2 }],
];

describe('manage keep heals new addresses and a master that came back empty', () => {
  const victims = process.env.SWEEP === undefined ? VICTIMS.slice(-1) : VICTIMS;
  it.each(victims)('though %s dies after any of its commands: no key is lost', async (_, victim) => {
    // What it takes: about 30 MEETs, the failover, the replica's place, the former identity forgotten by each.
    const hit = await sweep(36, everyHeal, (turn) => healThough(victim, turn));
    expect(hit.filter(Boolean).length).toBeGreaterThan(9 / everyHeal);
  });
});

/** A formed cluster with a key in each shard, of which all have moved and one master has lost its data. Says whether the fault came about. */
function healThough(victim: { keeper: boolean; node?: number }, turn: number): Promise<boolean> {
  return Cluster.with({}, async (cluster) => {
    const { pods } = cluster;
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    for (const [shard, key] of ['b', 'c', 'a'].entries()) {
      await pods[shard].ask('SET', key, 'value');
      expect(await pods[shard].ask('WAIT', '1', '2000')).toBe('1');
    }
    await Promise.all(pods.map((pod) => pod.stop()));
    pods[1].wipe();
    for (const pod of pods) pod.address = cluster.newAddress();
    cluster.publish();
    await Promise.all(pods.map((pod) => pod.start()));

    const node = victim.node === undefined ? undefined : pods[victim.node];
    const fell = node && fall(node);
    const kill = [...(node ? [`kill -KILL ${node.server?.pid}`] : []), ...(victim.keeper ? ['pkill -KILL --session 0'] : [])].join('; ');
    const first = new Manager(cluster, { mode: 'keep', killAfter: turn, kill });
    const managers = [first];
    let over = false;
    void first.ended.then(() => over || managers.push(new Manager(cluster, { mode: 'keep' })));
    try {
      const whole = async (): Promise<unknown> => (await problemsOf(cluster)).join('; ') || (await keysOf(pods)) === '1 1 1 1 1 1' || keysOf(pods);
      await eventually(`${turn}: all is well again`, 90, async () => {
        const problems = await whole();
        return problems === true || { problems, said: managers.map(({ output }) => output) };
      });
    } finally {
      over = true;
      managers.forEach((manager) => manager.kill());
    }
    return (await Promise.race([fell, sleep(10, false)])) === true || managers.length > 1;
  });
}

/** A server that dies comes back a second later. */
async function fall(pod: Pod): Promise<boolean> {
  if (pod.server) await once(pod.server, 'exit');
  // It was stopped: the test is over.
  if (!pod.server) return false;
  await sleep(1000);
  await pod.start();
  return true;
}

async function keysOf(pods: readonly Pod[]): Promise<string> {
  return (await Promise.all(pods.map((pod) => pod.ask('DBSIZE')))).join(' ');
}
