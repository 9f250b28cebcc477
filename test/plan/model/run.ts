import { neighboursMove, somethingHappens } from './faults';
import { CALM } from './failover-rules';
import { Manager } from './manager';
import { ailment, discord } from './oracle';
import { awry, mendable } from './places';
import type { Planner } from './planner';
import { Safety } from './safety';
import type { Server } from './server';
import { describe } from './story';
import { FAMILY, scenario, type Kind, type Scenario } from './scenario';
import { TICK } from './world';

export interface Options {
  readonly seed: number;
  readonly slots: number;
  readonly kinds?: readonly Kind[];
  /** Masters get their slots before they meet anybody, as in a crowd. Default: no. */
  readonly slotsFirst?: boolean;
}

/** After the last fault, how long the plan may take: what the engine itself waits for (elections, bans, stale names) and some. */
const PATIENCE = 240_000;
/** And how long replicas that change places may take, one pair after another. */
const SWAPPING = 300_000;
/** A verdict counts when it stands for so many looks. */
const STANDS = 3;

/** One run: faults for a while, then calm until the verdict stands. Throws what went wrong, with the story. */
export async function run(planner: Planner, options: Options): Promise<Scenario> {
  const play = scenario(options.seed, options.slots, options.kinds);
  try {
    await perform(planner, play, options.slotsFirst ?? false);
  } catch (error) {
    if (error instanceof Error)
      error.message = `seed ${options.seed}, ${play.kind}: ${error.message}\n${play.world.trace.slice(-80).join('\n')}\n${describe(play.world)}`;
    throw error;
  }
  return play;
}

async function perform(planner: Planner, play: Scenario, slotsFirst: boolean): Promise<void> {
  const { world, pods, shape } = play;
  const { random } = world;
  const safety = new Safety(world, FAMILY, shape, new Set(pods.map((pod) => pod.host)), slotsFirst);
  const managers = play.managers.map((mode, i) => new Manager(`${mode}-${i}`, mode, world, pods, shape, planner, safety));
  world.note(
    `${play.kind}: ${shape.shards} shards with ${shape.replicas} replicas, timeout ${shape.wanted}, ${shape.lossPolicy}, ${shape.quorumPolicy}`,
  );
  const calmAt = world.now + random.pick([0, 5000, 30_000, 60_000]);
  while (world.now < calmAt) await step(play, safety, managers, true);
  world.note('-- calm');
  // What is under way ends within this time: silent ends of pods, stale names, hanging servers. Where replicas may want to change places they do so after calm.
  const settledAt = world.now + (play.kind === 'narrow' ? CALM + 45_000 : 45_000);
  const giveUpAt = settledAt + PATIENCE + (play.shape.swaps === 'yes' ? SWAPPING : 0);
  for (const manager of managers) Object.assign(manager, { settled: 0, refusals: 0 });
  let soundAt = world.now;
  while (!managers.every((manager) => stands(play, manager, settledAt, soundAt))) {
    await step(play, safety, managers, false);
    if (ailment(pods, shape) === undefined) soundAt = world.now;
    if (world.now > giveUpAt && isTold(managers) && isLost(play)) return;
    if (world.now > giveUpAt) throw new Error(`no end, where it must be ${play.ends}: ${managers[0].verdict}; in truth: ${ailment(pods, shape)}`);
  }
  const reason = play.ends === 'absent' ? discord(pods) : undefined;
  if (reason !== undefined) throw new Error(`discord: ${reason}`);
}

/** That a person has to decide: keepers say so, a Job waits. */
function isTold(managers: readonly Manager[]): boolean {
  const keepers = managers.filter(({ mode }) => mode === 'keep');
  return keepers.length === 0 || keepers.some(({ verdict }) => verdict.includes('no pod has a copy of slots'));
}

/** A shard whose master is gone, and each replica of it has what was never its master's, or nothing: the neighbours take over addresses, and a replica dials its master's. */
function isLost({ world }: Scenario): boolean {
  const servers = world.identities(FAMILY);
  const ids = new Set(servers.map(({ id }) => id));
  const orphans = servers.filter(({ self }) => self.primary !== undefined && !ids.has(self.primary));
  const hasShard = (server: Server) =>
    server.data.size > 0 && [...server.data].every((key) => server.owners[server.slotOf(key)] === server.self.primary);
  return orphans.some(({ self }) => orphans.filter((other) => other.self.primary === self.primary).every((other) => !hasShard(other)));
}

async function step(play: Scenario, safety: Safety, managers: readonly Manager[], wild: boolean): Promise<void> {
  const { world, pods, neighbours } = play;
  const { random } = world;
  world.tick();
  if (play.writes && random.chance(0.2)) write(play);
  if (wild && play.faults && random.chance(0.015)) somethingHappens(world, pods);
  if (wild && random.chance(0.01)) neighboursMove(world, neighbours);
  for (const manager of random.shuffled(managers)) {
    if (world.now < manager.wakeAt) continue;
    if (wild && random.chance(0.02)) manager.crash();
    else await manager.proceed();
    if (wild && random.chance(0.02)) manager.crash();
  }
  safety.judgeWorld();
}

/** A client writes where the cluster takes it. */
function write(play: Scenario): void {
  const { world, pods } = play;
  const slot = world.random.between(0, world.slots - 1);
  const takers = pods.flatMap(({ server }) =>
    server?.responsive === true && server.isMaster && server.state === 'ok' && !server.loading ? [server] : [],
  );
  const owners = takers.filter((server) => server.owners[slot] === server.id && server.identity.family === FAMILY);
  if (owners.length === 0) return;
  const owner = world.random.pick(owners);
  owner.data.add(world.now * world.slots + slot);
  owner.offset += 100;
}

function stands(play: Scenario, manager: Manager, settledAt: number, soundAt: number): boolean {
  const word = manager.verdict.split(' ')[0];
  if (word === 'done' && play.ends !== 'done') throw new Error(`done, where it must be ${play.ends}`);
  if (manager.refusals >= STANDS && play.ends !== 'refused') throw new Error(`${manager.verdict}, where it must come to be done`);
  if (word === 'done' && manager.lookedAt > settledAt) {
    const reason = ailment(play.pods, play.shape);
    // What ails it since the look, such as the handover of another manager in the same tick, the look could not know.
    if (reason !== undefined && manager.lookedAt > soundAt + TICK) throw new Error(`done, but ${reason}`);
    if (reason !== undefined) return false;
    const place = play.kind === 'placed' ? awry(play.world, play.pods, play.shape) : undefined;
    if (place !== undefined) throw new Error(`done, but ${place}`);
    if (play.shape.swaps === 'yes' && play.managers.includes('keep') && mendable(play.world, play.pods)) return false;
  }
  return word === play.ends && manager.settled >= STANDS && manager.lookedAt > settledAt;
}
