import { bear, crown, formed, newPods } from './births';
import type { Shape } from '../awk';
import type { Engine, Server } from './server';
import type { Pod, World } from './world';

/** States that chance brings about too seldom, or not while it matters: each is there for the rules of one case, and played by tests of its own. */

export type Begin = (world: World, pods: readonly Pod[], shape: Shape) => void;

interface Directed {
  readonly begin: Begin;
  readonly ends: 'done' | 'absent';
  /** Where the case can be: with so many replicas of each master. */
  readonly fits: (replicas: number) => boolean;
  /** Who looks: keepers, with or without a Job; whoever may look at a cluster that has its shape; whoever may form one. */
  readonly managers: 'keepers' | 'healers' | 'formers';
  /** Where the case is one of certain engines only. */
  readonly engine?: Partial<Engine>;
}

const any = (): boolean => true;
const some = (replicas: number): boolean => replicas > 0;
/** Redis up to 8.0 hears by gossip that a master has moved, and dials where it was. */
const redis = { replicationFollowsAddress: false };

export const DIRECTED = {
  /** A replica has won with votes of an earlier election, and an epoch that the others know to be out of date; its master stays away. */
  disbelieved: { begin: disbelieved, ends: 'absent', fits: some, managers: 'keepers' },
  /** A replica was elected and handed back a moment ago; now its master goes, for good. */
  're-elected': { begin: reElected, ends: 'absent', fits: some, managers: 'keepers' },
  /** A master goes for good, and one of its replicas has heard less of it than another. */
  lagging: { begin: lagging, ends: 'absent', fits: (replicas) => replicas > 1, managers: 'keepers' },
  /** A master has moved and goes for good; a replica has copied, over what it had, another one that had taken the master's former address. */
  'copied-another': { begin: copiedAnother, ends: 'absent', fits: some, managers: 'keepers', engine: redis },
  /** The same while both live: the link is up, and not to its master. */
  'copies-another': { begin: copiesAnother, ends: 'done', fits: some, managers: 'healers', engine: redis },
  /** A replica of one shard was given to another's master, which goes for good before its copy has come. */
  redirected: { begin: redirected, ends: 'absent', fits: (replicas) => replicas > 1, managers: 'keepers' },
  /** A master comes back empty, and the manager alone does not reach another, which can vote. */
  'unseen-voter': { begin: unseenVoter, ends: 'done', fits: some, managers: 'healers' },
  /** Each shard is on one machine, which two replicas could mend. */
  narrow: { begin: narrow, ends: 'done', fits: (replicas) => replicas === 1, managers: 'keepers' },
  /** DNS still tells the former address of a pod, where a node of a cluster that is about to be born has come up: it knows nobody either. */
  'stale-name': { begin: staleName, ends: 'done', fits: any, managers: 'formers' },
} as const satisfies Record<string, Directed>;

export type DirectedKind = keyof typeof DIRECTED;
export const DIRECTED_KINDS = Object.keys(DIRECTED) as readonly DirectedKind[];
export const isDirected = (kind: string): kind is DirectedKind => kind in DIRECTED;
export const directed = (kind: string): Directed | undefined => (DIRECTED as Partial<Record<string, Directed>>)[kind];

/** Who is master of which shard is left to chance: the first are masters, the rest follow them in turn. */
function settled(world: World, pods: readonly Pod[], shape: Shape): Server[] {
  const servers = world.random.shuffled(pods.map((pod) => bear(world, pod)));
  formed(servers, shape.shards);
  for (const server of servers) server.state = 'ok';
  return servers;
}

/** Its pod goes with it and is not made anew. */
function leave(pods: readonly Pod[], server: Server): void {
  server.alive = false;
  Object.assign(podOf(pods, server), { server: undefined, stopped: server, address: undefined });
}

function podOf(pods: readonly Pod[], server: Server): Pod {
  return pods.find((pod) => pod.server === server) as Pod;
}

/** A write in each of these slots, and how far that is in replication. */
function hold(server: Server, slots: readonly number[], offset: number): void {
  server.data = new Set(slots);
  server.offset = offset;
}

/** A full copy, over whatever it had. */
function copy(replica: Server, source: Server): void {
  hold(replica, [...source.data], source.offset);
  replica.replid = source.replid;
}

/** The link to its master was up until now. */
function bereave(world: World, replica: Server, address: string): void {
  replica.replication = { address, up: false, heardAt: world.now, lostAt: world.now };
}

function disbelieved(world: World, pods: readonly Pod[], shape: Shape): void {
  const servers = settled(world, pods, shape);
  crown(servers, servers[shape.shards], servers[0]);
  leave(pods, servers[0]);
}

function reElected(world: World, pods: readonly Pod[], shape: Shape): void {
  const servers = settled(world, pods, shape);
  const [master, replica] = [servers[0], servers[shape.shards]];
  Object.assign(replica, { asked: 1, electedAt: world.now, election: { at: world.now, votes: shape.shards, sent: true, epoch: 0 } });
  bereave(world, replica, master.ip);
  for (const server of [master, replica]) hold(server, master.slotsOf(master.id), 1000);
  leave(pods, master);
}

function lagging(world: World, pods: readonly Pod[], shape: Shape): void {
  const servers = settled(world, pods, shape);
  const [master, ...others] = servers;
  const slots = master.slotsOf(master.id);
  hold(master, slots, 1000);
  for (const replica of others.filter(({ self }) => self.primary === master.id)) {
    bereave(world, replica, master.ip);
    hold(replica, slots, 1000);
  }
  hold(servers[shape.shards], slots.slice(1), 900);
  leave(pods, master);
}

/** A master whose replicas have just lost it, one of them, and another master that has written more. */
function bereaved(world: World, pods: readonly Pod[], shape: Shape): { master: Server; another: Server; replica: Server } {
  const servers = settled(world, pods, shape);
  const [master, another, ...others] = servers;
  hold(master, master.slotsOf(master.id), 1000);
  hold(another, another.slotsOf(another.id), 2000);
  for (const replica of others.filter(({ self }) => self.primary === master.id)) {
    bereave(world, replica, master.ip);
    hold(replica, [...master.data], master.offset);
  }
  return { master, another, replica: servers[shape.shards] };
}

function copiedAnother(world: World, pods: readonly Pod[], shape: Shape): void {
  const { master, another, replica } = bereaved(world, pods, shape);
  // That one has started again elsewhere: nobody is at that address now, and its writes count under another name.
  bereave(world, replica, world.freeAddress());
  copy(replica, another);
  another.replid = `${another.id}@${world.now}`;
  leave(pods, master);
}

function copiesAnother(world: World, pods: readonly Pod[], shape: Shape): void {
  const servers = settled(world, pods, shape);
  const [master, another] = servers;
  for (const server of [master, another]) hold(server, server.slotsOf(server.id), 1000);
  const replica = servers[shape.shards];
  copy(replica, another);
  replica.replication = { address: another.ip, up: true, source: another, heardAt: world.now, lostAt: 0 };
}

function redirected(world: World, pods: readonly Pod[], shape: Shape): void {
  const { master, another, replica } = bereaved(world, pods, shape);
  Object.assign(replica, { standsBack: true, replication: { address: master.ip, up: false, heardAt: 0, lostAt: world.now } });
  copy(replica, another);
  leave(pods, master);
}

function unseenVoter(world: World, pods: readonly Pod[], shape: Shape): void {
  const servers = settled(world, pods, shape);
  const [master, voter, ...others] = servers;
  for (const replica of others.filter(({ self }) => self.primary === master.id)) {
    bereave(world, replica, master.ip);
    hold(replica, master.slotsOf(master.id), 1000);
  }
  master.alive = false;
  bear(world, podOf(pods, master));
  const { name } = podOf(pods, voter);
  world.cut('manager', name);
  world.later(30_000, () => world.mend('manager', name));
}

function narrow(world: World, pods: readonly Pod[], shape: Shape): void {
  const shuffled = world.random.shuffled(pods);
  shuffled.forEach((pod, i) => (pod.machine = `machine-${i % shape.shards}`));
  const servers = shuffled.map((pod) => bear(world, pod));
  formed(servers, shape.shards);
  for (const server of servers) server.state = 'ok';
}

function staleName(world: World, pods: readonly Pod[]): void {
  const moved = world.random.pick(pods);
  for (const pod of pods) if (pod !== moved) bear(world, pod);
  const left = world.freeAddress();
  world.setAddress(moved, left, 0);
  world.setAddress(moved, world.freeAddress(), world.random.between(5000, 30_000));
  world.boot(moved);
  const [newborn] = newPods(world, 'newborn', 1, 'newborn');
  world.setAddress(newborn, left, 0);
  world.boot(newborn);
}
