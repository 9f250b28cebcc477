import { Server, newPeer } from './server';
import type { Pod, World } from './world';

/** What Kubernetes and the container runtime do to pods. */

/** The process ends; with the machine's power its connections stay open and silent, else they close. */
export function stop(world: World, pod: Pod, how: { keepData: boolean; silent: boolean }): void {
  const server = pod.server;
  if (server === undefined) return;
  server.alive = false;
  server.frozen = how.silent;
  pod.server = undefined;
  pod.stopped = how.keepData ? server : undefined;
  if (how.silent) return;
  for (const other of world.servers()) for (const peer of other.peers.values()) if (peer.link?.target === server) peer.link = undefined;
}

/** The process starts: with the identity and data that its volume has, or as a new node. */
export function start(world: World, pod: Pod, loadingFor = 0): void {
  if (pod.server !== undefined || pod.address === undefined) return;
  if (pod.stopped === undefined) {
    world.boot(pod);
    return;
  }
  pod.server = revived(world, pod, pod.stopped);
  pod.server.loadingUntil = world.now + loadingFor;
  pod.stopped = undefined;
}

/** nodes.conf and the data set are read again; timers, votes under way and links are gone. */
function revived(world: World, pod: Pod, before: Server): Server {
  const identity = { ...before.identity, ip: pod.address as string, machine: pod.machine };
  const server = new Server(world, identity, world.timeout);
  Object.assign(server.self, { role: before.self.role, primary: before.self.primary, configEpoch: before.self.configEpoch });
  for (const known of before.others()) {
    if (known.handshake) continue;
    const peer = newPeer(known.id, known.ip, world.now);
    const { role, primary, hostName, configEpoch, noAddress, failed, maybeFailed } = known;
    Object.assign(peer, { role, primary, hostName, configEpoch, noAddress, failed, maybeFailed });
    Object.assign(peer, { pingSent: known.pingSent === 0 ? 0 : world.now, failedAt: failed ? world.now : 0 });
    server.peers.set(peer.id, peer);
  }
  server.owners = [...before.owners];
  Object.assign(server, {
    currentEpoch: before.currentEpoch,
    lastVoteEpoch: before.lastVoteEpoch,
    data: new Set(before.data),
    offset: before.offset,
  });
  return server;
}
