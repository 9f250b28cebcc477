import { broadcast, type Header } from './bus';
import { follow } from './replication';
import type { Peer, Server } from './server';

/** Who owns what, and since which epoch: the higher epoch wins. */
export interface Claim {
  readonly configEpoch: number;
  readonly slots: number[];
}

/** A sender says whether it is a master, and whose replica it is otherwise. */
export function observeRole(server: Server, sender: Peer, head: Header): void {
  if (head.role === 'master') {
    Object.assign(sender, { role: 'master', primary: undefined });
    return;
  }
  if (sender.role === 'master') {
    for (const slot of server.slotsOf(sender.id)) server.owners[slot] = undefined;
  }
  sender.role = 'slave';
  sender.primary = head.primary !== undefined && server.peers.has(head.primary) ? head.primary : undefined;
}

/** Takes up what a sender claims. Returns a node that the sender does not know to have taken its slots over. */
export function observeConfiguration(server: Server, sender: Peer, head: Header): Peer | undefined {
  const leader = sender.role === 'master' ? sender : sender.primary === undefined ? undefined : server.peers.get(sender.primary);
  let outdated: Peer | undefined;
  if (leader !== undefined && differs(server, leader, head.slots)) {
    if (sender === leader) takeSlots(server, sender, head);
    if (sender === leader || !server.network.engine.refusalTells) outdated = betterOwner(server, sender, head);
  }
  if (sender.role === 'master' && server.isMaster && head.configEpoch === server.self.configEpoch && sender.id > server.id) {
    server.currentEpoch++;
    server.self.configEpoch = server.currentEpoch;
  }
  return outdated;
}

function differs(server: Server, leader: Peer, slots: number[]): boolean {
  const known = server.slotsOf(leader.id);
  return known.length !== slots.length || known.some((slot, i) => slot !== slots[i]);
}

function betterOwner(server: Server, sender: Peer, head: Header): Peer | undefined {
  for (const slot of head.slots) {
    const owner = server.owners[slot];
    if (owner === undefined || owner === sender.id) continue;
    const peer = server.peers.get(owner);
    if (peer !== undefined && peer.configEpoch > head.configEpoch) return peer;
  }
  return undefined;
}

/** clusterUpdateSlotsConfigWith. */
export function takeSlots(server: Server, sender: Peer, claim: Claim): void {
  if (sender === server.self) return;
  const leader = server.isMaster ? server.self : server.primary();
  let ours = 0;
  const lost: number[] = [];
  for (const slot of claim.slots) {
    const owner = server.owners[slot];
    if (owner === sender.id) continue;
    const epoch = owner === undefined ? -1 : (server.peers.get(owner)?.configEpoch ?? -1);
    if (owner !== undefined && epoch >= claim.configEpoch) continue;
    if (owner === server.id) lost.push(slot);
    if (leader !== undefined && owner === leader.id) ours++;
    server.owners[slot] = sender.id;
  }
  // Without replica migration a node follows the new owner only when that took over exactly what its shard had.
  if (ours > 0 && leader !== undefined && !server.ownsSlots(leader.id) && claim.slots.length === ours) follow(server, sender);
  else if (!server.isMaster && isSubReplica(server)) followGrandmaster(server);
  else for (const write of server.data) if (lost.includes(server.slotOf(write))) server.data.delete(write);
}

function isSubReplica(server: Server): boolean {
  const above = server.primary()?.primary;
  return above !== undefined && above !== server.id && server.peers.has(above);
}

function followGrandmaster(server: Server): void {
  const above = server.peers.get(server.primary()?.primary ?? '');
  if (above !== undefined) follow(server, above);
}

/** A replica that won takes its master's place. */
export function replaceMaster(server: Server): void {
  const old = server.self.primary;
  Object.assign(server.self, { role: 'master', primary: undefined });
  server.replid = `${server.id}@${server.now}`;
  server.replication = { up: false, heardAt: 0, lostAt: 0 };
  for (let slot = 0; slot < server.owners.length; slot++) if (old !== undefined && server.owners[slot] === old) server.owners[slot] = server.id;
  broadcast(server, { kind: 'pong' });
}
