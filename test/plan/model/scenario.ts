import { SHAPE, type Mode, type Shape } from '../awk';
import { bear, evenSlots, formed, give, introduce, introduceAll, newPods, subordinate } from './births';
import { directed, DIRECTED, isDirected, type Begin, type DirectedKind } from './directed';
import { Random } from './random';
import type { Server } from './server';
import { World, type Pod } from './world';

export const KINDS = ['virgin', 'placed', 'half-formed', 'formed', 'formed', 'lost', 'foreign', 'half-foreign', 'keys', 'other-shape'] as const;
type CommonKind = (typeof KINDS)[number];
export type Kind = CommonKind | DirectedKind;

/** Where a run begins, and how it must end. */
export interface Scenario {
  readonly kind: Kind;
  readonly world: World;
  readonly shape: Shape;
  readonly pods: readonly Pod[];
  readonly neighbours: readonly Pod[];
  readonly managers: readonly Mode[];
  /** The verdict that it must come to: waiting where a person has to decide, absent where a pod stays away. */
  readonly ends: 'done' | 'waiting' | 'refused' | 'absent';
  readonly faults: boolean;
  readonly writes: boolean;
}

export const FAMILY = 'cache';
const NEIGHBOURS = 'other';

export function scenario(seed: number, slots: number, kinds: readonly Kind[] = KINDS): Scenario {
  const random = new Random(seed);
  const kind = random.pick(kinds);
  const shapes = [
    [3, 1],
    [3, 1],
    [3, 0],
    [3, 2],
    [4, 1],
    [5, 0],
  ];
  const [shards, replicas] = random.pick(shapes.filter(([, count]) => directed(kind)?.fits(count) ?? true));
  const wanted = random.pick([5000, 5000, 2000, 15_000, '' as const]);
  const world = new World({
    random,
    slots,
    ipv6: random.chance(0.3),
    timeout: wanted === '' ? 5000 : wanted,
    fullCoverage: random.chance(0.3),
    engine: {
      replicationFollowsAddress: random.chance(0.3),
      forgetTravels: random.chance(0.5),
      banStopsHandshake: random.chance(0.5),
      countsOldVotes: seed % 2 === 1,
      refusalTells: seed % 4 === 0,
      ...directed(kind)?.engine,
    },
  });
  const policies = {
    lossPolicy: random.pick(['manual', 'recreateEmpty'] as const),
    quorumPolicy: random.pick(['wait', 'wait', 'takeOver'] as const),
  };
  const shape: Shape = { ...SHAPE, shards, replicas, wanted, ...policies, takeOverAfter: 5, swaps: random.pick(['no', 'no', 'yes']) };
  const pods = newPods(world, 'cache', shards * (1 + replicas), FAMILY);
  place(world, pods);
  const neighbours = random.chance(0.5) ? newPods(world, 'other', 3, NEIGHBOURS) : [];
  if (neighbours.length > 0) live(world, neighbours);
  (isDirected(kind) ? DIRECTED[kind].begin : BEGIN[kind])(world, pods, shape);
  const managers = random.pick(managersFor(kind, shape));
  return { kind, world, shape, pods, neighbours, managers, ...course(kind, shape), writes: random.chance(0.7) };
}

/** Where the scheduler has put the pods, and what the user has told of zones. */
function place(world: World, pods: readonly Pod[]): void {
  const { random } = world;
  const machines = Array.from({ length: random.between(1, 6) }, (_, i) => `machine-${i}`);
  for (const pod of pods) pod.machine = random.pick(machines);
  const zones = random.pick([0, 0, 2, 3]);
  if (zones > 0) machines.forEach((machine, i) => random.chance(0.9) && world.zones.set(machine, `zone-${i % zones}`));
}

/** A cluster of its own, with data. */
function live(world: World, pods: readonly Pod[]): void {
  const servers = pods.map((pod) => bear(world, pod));
  formed(servers, 3);
  servers.forEach((server, i) => {
    for (const slot of evenSlots(world.slots, 3, i)) server.data.add(world.slots + slot);
    server.offset = 1000;
  });
}

/** Who is there to bring a cluster about: a Job, two of them, keepers. */
function managersFor(kind: Kind, shape: Shape): Mode[][] {
  const keepers: Mode[][] = [['keep'], ['keep', 'keep'], ['form', 'keep']];
  const who = directed(kind)?.managers;
  if (kind === 'lost' || who === 'keepers') return keepers;
  if (kind === 'formed' || who === 'healers') return [...keepers, ['form'], ['form', 'form']];
  return [['form'], ['form', 'form'], ['form', 'keep'], ...(shape.lossPolicy === 'recreateEmpty' ? [keepers[1]] : [])];
}

function course(kind: Kind, shape: Shape): Pick<Scenario, 'ends' | 'faults'> {
  if (kind === 'placed') return { ends: 'done', faults: false };
  const ends = directed(kind)?.ends;
  if (ends !== undefined) return { ends, faults: false };
  if (kind === 'lost') return { ends: shape.lossPolicy === 'recreateEmpty' ? 'done' : 'waiting', faults: false };
  const whole = kind === 'virgin' || kind === 'half-formed' || kind === 'formed';
  return { ends: whole ? 'done' : 'refused', faults: whole };
}

const BEGIN: Record<CommonKind, Begin> = {
  virgin: (world, pods) => {
    for (const pod of pods) arrive(world, pod, world.random.chance(0.6) ? 0 : world.random.between(0, 15_000));
  },
  /** The same, where nothing else happens: copies and masters must be where they are best. */
  placed: (world, pods, shape) => BEGIN.virgin(world, pods, shape),
  'half-formed': (world, pods, shape) => {
    const servers = pods.map((pod) => bear(world, pod));
    halfForm(world, servers, shape);
  },
  formed: (world, pods, shape) => {
    const servers = pods.map((pod) => bear(world, pod));
    formed(world.random.shuffled(servers), shape.shards);
    for (const server of servers) server.state = 'ok';
  },
  /** Every pod of a shard comes back empty. */
  lost: (world, pods, shape) => {
    const servers = world.random.shuffled(pods.map((pod) => bear(world, pod)));
    formed(servers, shape.shards);
    for (const server of servers) server.state = 'ok';
    const k = world.random.between(0, shape.shards - 1);
    servers.forEach((server, i) => {
      const pod = pods.find((candidate) => candidate.server === server) as Pod;
      if (i % shape.shards === k) bear(world, pod);
      else server.data.add(world.now * world.slots);
    });
  },
  /** One of the pods has the volume of a node of another cluster, which may announce its names or not, and be there or not. */
  foreign: (world, pods, shape) => {
    const planted = world.random.pick(pods);
    const named = world.random.chance(0.5);
    const members = newPods(world, 'former', 3, NEIGHBOURS).map((pod) => bear(world, pod));
    for (const pod of pods) if (pod !== planted) arrive(world, pod, world.random.chance(0.7) ? 0 : world.random.between(0, 15_000));
    const server = bear(world, planted, NEIGHBOURS);
    formed(world.random.shuffled([...members, server]), 3);
    for (const peer of server.others()) if (!named) peer.hostName = '';
    if (world.random.chance(0.5))
      for (const pod of world.pods) if (pod.name.startsWith('former')) Object.assign(pod, { server: undefined, address: undefined });
    if (world.random.chance(0.3)) maybeFormed(world, pods, planted, shape);
  },
  'half-foreign': (world, pods, shape) => {
    const servers = pods.map((pod) => bear(world, pod));
    const [stranger] = newPods(world, 'former', 1, NEIGHBOURS).map((pod) => bear(world, pod));
    formed(world.random.shuffled(servers), shape.shards);
    introduce(world.random.pick(servers), stranger);
    Object.assign(world.pods.at(-1) as Pod, { server: undefined, address: undefined });
  },
  keys: (world, pods) => {
    for (const pod of pods) arrive(world, pod, world.random.chance(0.7) ? 0 : world.random.between(0, 15_000));
    const planted = world.random.pick(pods);
    (planted.server ?? bear(world, planted)).data.add(1);
  },
  /** Or half formed with it: not all of its masters have their slots yet. */
  'other-shape': (world, pods, shape) => {
    const servers = world.random.shuffled(pods.map((pod) => bear(world, pod)));
    const shards = shape.shards + (world.random.chance(0.5) && pods.length > shape.shards ? 1 : -1);
    formed(servers, shards);
    for (const server of servers) server.state = 'ok';
    if (world.random.chance(0.5)) return;
    const [, ...masters] = world.random.shuffled(servers.slice(0, shards));
    for (const master of masters) if (world.random.chance(0.5)) takeBack(servers, master);
  },
};

function takeBack(servers: readonly Server[], master: Server): void {
  for (const { owners } of servers) for (const [slot, owner] of owners.entries()) if (owner === master.id) owners[slot] = undefined;
}

function arrive(world: World, pod: Pod, after: number): void {
  if (after === 0) {
    bear(world, pod);
    return;
  }
  world.later(after, () => {
    if (pod.server === undefined) bear(world, pod);
  });
}

/** The rest of the pods may be a cluster already. */
function maybeFormed(world: World, pods: readonly Pod[], planted: Pod, shape: Shape): void {
  const servers = pods.filter((pod) => pod !== planted).map((pod) => pod.server ?? bear(world, pod));
  if (servers.length >= shape.shards) formed(world.random.shuffled(servers), shape.shards);
}

/** Some nodes know each other, some slots are given, some replicas follow: what an earlier run that died may leave. */
function halfForm(world: World, servers: readonly Server[], shape: Shape): void {
  const { random } = world;
  const members = random.shuffled(servers).slice(0, random.between(2, servers.length));
  introduceAll(members);
  const free = random.chance(0.5) ? random.shuffled(servers) : [...servers];
  const owners: Server[] = [];
  for (let k = 0; k < shape.shards; k++) {
    const owner = free.shift() as Server;
    if (!members.includes(owner) || !random.chance(0.7)) continue;
    owners.push(owner);
    give(servers, owner, evenSlots(world.slots, shape.shards, k));
  }
  for (const owner of owners) {
    for (let n = 0; n < shape.replicas && random.chance(0.5); n++) {
      const replica = free.find((server) => members.includes(server));
      if (replica === undefined) break;
      free.splice(free.indexOf(replica), 1);
      subordinate(servers, replica, owner);
    }
  }
  if (owners.length === shape.shards && random.chance(0.5)) for (const server of servers) if (random.chance(0.5)) server.timeout = 503;
}
