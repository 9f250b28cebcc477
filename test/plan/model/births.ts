import { newPeer, type Server } from './server';
import type { Pod, World } from './world';

/** Clusters made by fiat, in any stage of their making. */

export function newPods(world: World, name: string, count: number, family: string): Pod[] {
  const pods: Pod[] = [];
  for (let ordinal = 0; ordinal < count; ordinal++) {
    pods.push({
      name: `${name}-${ordinal}`,
      host: `${name}-${ordinal}.${name}-nodes.ns.svc.cluster.local`,
      ordinal,
      family,
      machine: `machine-${ordinal % 3}`,
    });
  }
  world.pods.push(...pods);
  return pods;
}

/** Puts a pod on the network with an empty server. */
export function bear(world: World, pod: Pod, family = pod.family): Server {
  world.setAddress(pod, world.freeAddress(), 0);
  return world.boot(pod, family);
}

/** From now on one knows the other. */
export function introduce(server: Server, other: Server, named = true): void {
  const peer = newPeer(other.id, other.ip, server.now);
  Object.assign(peer, {
    role: 'master',
    hostName: named ? other.identity.hostName : '',
    pongReceived: server.now,
    dataReceived: server.now,
    extensions: true,
  });
  server.peers.set(other.id, peer);
}

export function introduceAll(servers: readonly Server[]): void {
  for (const server of servers) for (const other of servers) if (server !== other) introduce(server, other);
}

/** The k-th of an even division, as the wanted shape has it. */
export function evenSlots(slots: number, shards: number, k: number): number[] {
  const end = (i: number): number => (i === shards - 1 ? slots - 1 : Math.floor(((i + 1) * slots) / shards - 1 + 0.5));
  const first = k === 0 ? 0 : end(k - 1) + 1;
  return Array.from({ length: end(k) - first + 1 }, (_, i) => first + i);
}

export function give(servers: readonly Server[], owner: Server, slots: readonly number[]): void {
  for (const server of servers) if (server.peers.has(owner.id)) for (const slot of slots) server.owners[slot] = owner.id;
}

export function subordinate(servers: readonly Server[], replica: Server, master: Server): void {
  replica.replication = { address: master.ip, up: false, heardAt: 0, lostAt: 0 };
  for (const server of servers) {
    const peer = server.peers.get(replica.id);
    if (peer !== undefined) Object.assign(peer, { role: 'slave', primary: master.id });
  }
}

/** A whole cluster: who is master is as the order of the servers says. */
export function formed(servers: readonly Server[], shards: number): void {
  introduceAll(servers);
  servers.forEach((server, i) => {
    if (i < shards) {
      give(servers, server, evenSlots(server.owners.length, shards, i));
      for (const other of servers) (other.peers.get(server.id) ?? server.self).configEpoch = i + 1;
    } else subordinate(servers, server, servers[i % shards]);
    Object.assign(server, { currentEpoch: servers.length, gate: 0 });
  });
}

/** A replica that takes itself for the master in its master's place, as nobody else does: all know of a newer epoch of that one. */
export function crown(servers: readonly Server[], replica: Server, master: Server): void {
  const epoch = 2 * servers.length;
  for (const server of servers) {
    server.currentEpoch = epoch + 1;
    const peer = server.peers.get(master.id);
    if (peer !== undefined) peer.configEpoch = epoch + 1;
  }
  Object.assign(replica.self, { role: 'master', primary: undefined, configEpoch: epoch });
  for (const slot of replica.slotsOf(master.id)) {
    replica.owners[slot] = replica.id;
    replica.data.add(slot);
  }
  replica.replication = { up: false, heardAt: 0, lostAt: 0 };
  replica.offset = 1000;
}
