import { start, stop } from './pods';
import type { Pod, World } from './world';

/** Faults that Kubernetes and networks bring, each of which ends by itself. Each returns what it did, or undefined where it cannot be. */
type Fault = (world: World, pods: readonly Pod[]) => string | undefined;

/** Nothing else happens to a pod that is down already. */
function running(world: World, pods: readonly Pod[]): Pod | undefined {
  const up = pods.filter((pod) => pod.server !== undefined && !pod.server.frozen);
  return up.length === 0 ? undefined : world.random.pick(up);
}

function comeBack(world: World, pod: Pod, address: string | undefined): void {
  const { random } = world;
  if (address === undefined) {
    world.setAddress(pod, world.freeAddress(), random.pick([0, 0, 1000, 5000, 30_000]));
    if (random.chance(0.4)) pod.machine = random.pick(world.pods.filter((other) => other.family === pod.family)).machine;
  }
  start(world, pod, random.chance(0.3) ? random.between(500, 10_000) : 0);
  world.note(`${pod.name} is back at ${pod.address}`);
}

const restartContainer: Fault = (world, pods) => {
  const pod = running(world, pods);
  if (pod === undefined) return undefined;
  stop(world, pod, { keepData: true, silent: false });
  world.later(world.random.between(100, 12_000), () => comeBack(world, pod, pod.address));
  return `${pod.name}'s container restarts`;
};

const replacePod: Fault = (world, pods) => {
  const pod = running(world, pods);
  if (pod === undefined) return undefined;
  stop(world, pod, { keepData: true, silent: world.random.chance(0.3) });
  world.setAddress(pod, undefined, world.random.pick([0, 3000]));
  world.later(world.random.between(300, 15_000), () => comeBack(world, pod, undefined));
  return `${pod.name} is replaced, its data is kept`;
};

const replaceAll: Fault = (world, pods) => {
  const up = pods.filter((pod) => pod.server !== undefined);
  const before = new Map(up.map((pod) => [pod, pod.address as string]));
  const permute = world.random.chance(0.5);
  for (const pod of up) {
    stop(world, pod, { keepData: true, silent: world.random.chance(0.1) });
    world.setAddress(pod, undefined, 0);
  }
  const targets = world.random.shuffled(up);
  up.forEach((pod, i) => {
    world.later(world.random.between(500, 8000), () => {
      const taken = before.get(targets[i]) as string;
      if (permute && world.podAt(taken) === undefined) {
        world.setAddress(pod, taken, world.random.pick([0, 1000, 5000]));
        comeBack(world, pod, taken);
      } else comeBack(world, pod, undefined);
    });
  });
  return `all ${up.length} are replaced${permute ? ', with each other’s addresses' : ''}`;
};

/** Only where another server has the shard's data and most masters live: what is beyond that is a person's decision. */
const losePod: Fault = (world, pods) => {
  const pod = running(world, pods);
  if (pod?.server === undefined || !mayLose(world, pods, pod)) return undefined;
  stop(world, pod, { keepData: false, silent: world.random.chance(0.3) });
  world.setAddress(pod, undefined, world.random.pick([0, 3000]));
  world.later(world.random.between(300, 15_000), () => comeBack(world, pod, undefined));
  return `${pod.name} is replaced, its data is lost`;
};

export function mayLose(world: World, pods: readonly Pod[], pod: Pod): boolean {
  const lost = pod.server;
  if (lost === undefined || pods.some((other) => other.server === undefined || !other.server.responsive)) return false;
  const servers = world.identities(pod.family);
  const ids = new Set(servers.map((server) => server.id));
  const owners = new Set(servers.flatMap((server) => server.owners).filter((owner) => owner !== undefined));
  for (const owner of owners) if (!ids.has(owner)) return false;
  if (!owners.has(lost.id)) return true;
  const others = servers.filter((server) => server !== lost);
  const heir = others.some((server) => server.self.primary === lost.id && server.replication.up && server.replication.source === lost);
  const masters = others.filter((server) => server.ownsSlots(server.id) && server.state === 'ok');
  const agreed = others.filter((server) => server.self.primary === lost.id).every((heirs) => masters.every((master) => master.peers.has(heirs.id)));
  return heir && agreed && masters.length >= 2 && masters.length > owners.size / 2;
}

/** So many masters at once that those left cannot hold a vote, each with a copy elsewhere. */
const loseQuorum: Fault = (world, pods) => {
  const { random } = world;
  if (pods.some((pod) => pod.server === undefined || !mayLose(world, pods, pod))) return undefined;
  const masters = pods.filter(({ server }) => server?.ownsSlots(server.id));
  const lost = random.shuffled(masters).slice(0, Math.ceil(masters.length / 2));
  for (const pod of lost) {
    stop(world, pod, { keepData: false, silent: random.chance(0.3) });
    world.setAddress(pod, undefined, random.pick([0, 3000]));
    world.later(random.between(300, 15_000), () => comeBack(world, pod, undefined));
  }
  return `${lost.map((pod) => pod.name).join(', ')} are replaced, their data is lost`;
};

/** A master that has just taken a new epoch, as two of the same do, is gone before its replicas hear of it. */
const loseNewEpoch: Fault = (world, pods) => {
  const masters = pods.filter((pod) => pod.server?.ownsSlots(pod.server.id) && mayLose(world, pods, pod));
  const master = masters.length === 0 ? undefined : world.random.pick(masters).server;
  if (master === undefined) return undefined;
  master.self.configEpoch = ++master.currentEpoch;
  for (const other of world.identities(master.identity.family)) {
    const peer = other.peers.get(master.id);
    if (peer === undefined || peer === other.self || other.self.primary === master.id) continue;
    peer.configEpoch = master.self.configEpoch;
    other.currentEpoch = Math.max(other.currentEpoch, master.currentEpoch);
  }
  const pod = pods.find(({ server }) => server === master) as Pod;
  stop(world, pod, { keepData: false, silent: world.random.chance(0.3) });
  world.setAddress(pod, undefined, world.random.pick([0, 3000]));
  world.later(world.random.between(300, 15_000), () => comeBack(world, pod, undefined));
  return `${pod.name} takes epoch ${master.currentEpoch} and is replaced, its data is lost`;
};

const freeze: Fault = (world, pods) => {
  const server = running(world, pods)?.server;
  if (server === undefined) return undefined;
  server.frozen = true;
  world.later(world.random.between(500, 20_000), () => (server.frozen = !server.alive && server.frozen));
  return `${server.identity.hostName.split('.')[0]} hangs`;
};

/** The power of a machine is gone for a while. */
const powerCut: Fault = (world, pods) => {
  const { machine } = world.random.pick(pods);
  const dark = pods.filter((pod) => pod.machine === machine && pod.server !== undefined);
  for (const pod of dark) stop(world, pod, { keepData: true, silent: true });
  const after = world.random.between(5000, 30_000);
  for (const pod of dark) {
    world.later(after + world.random.between(0, 3000), () => {
      if (world.random.chance(0.5)) world.setAddress(pod, undefined, 0);
      comeBack(world, pod, pod.address);
    });
  }
  return `${machine} has no power: ${dark.map((pod) => pod.name).join(', ')}`;
};

const cutPair: Fault = (world, pods) => {
  const [one, other] = world.random.shuffled(pods);
  world.cut(one.name, other.name);
  world.later(world.random.between(500, 20_000), () => world.mend(one.name, other.name));
  return `${one.name} and ${other.name} do not reach each other`;
};

const isolate: Fault = (world, pods) => {
  const alone = world.random.pick(pods);
  const others = [...pods.filter((pod) => pod !== alone).map((pod) => pod.name), ...(world.random.chance(0.7) ? ['manager'] : [])];
  for (const other of others) world.cut(alone.name, other);
  world.later(world.random.between(500, 20_000), () => others.forEach((other) => world.mend(alone.name, other)));
  return `${alone.name} is alone`;
};

const blindManager: Fault = (world, pods) => {
  const pod = world.random.pick(pods);
  world.cut('manager', pod.name);
  world.later(world.random.between(500, 20_000), () => world.mend('manager', pod.name));
  return `the manager does not reach ${pod.name}`;
};

const FAULTS: Fault[] = [
  restartContainer,
  replacePod,
  replacePod,
  replaceAll,
  losePod,
  losePod,
  loseNewEpoch,
  loseQuorum,
  freeze,
  powerCut,
  cutPair,
  isolate,
  blindManager,
];

export function somethingHappens(world: World, pods: readonly Pod[]): void {
  const done = world.random.pick(FAULTS)(world, pods);
  if (done !== undefined) world.note(`-- ${done}`);
}

/** The neighbours' pods come and go, and take addresses that ours had. */
export function neighboursMove(world: World, pods: readonly Pod[]): void {
  const pod = running(world, pods);
  if (pod === undefined) return;
  stop(world, pod, { keepData: true, silent: false });
  world.setAddress(pod, world.freeAddress(), 0);
  world.later(500, () => start(world, pod));
  world.note(`-- the neighbour ${pod.name} moves to ${pod.address}`);
}
