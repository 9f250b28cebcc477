import { observeConfiguration, observeRole, takeSlots, type Claim } from './configuration';
import { grantVote, countVote } from './election';
import { clearFailure, judgeReports } from './failure';
import { newPeer, type Link, type Peer, type Role, type Server } from './server';

/** What the head of every packet says of its sender. A replica speaks of its master's slots and epoch. */
export interface Header extends Claim {
  readonly id: string;
  readonly ip: string;
  readonly role: Role;
  readonly primary?: string;
  readonly currentEpoch: number;
  readonly offset: number;
  readonly fails: boolean;
}

interface Gossip {
  readonly id: string;
  readonly ip: string;
  readonly role?: Role;
  readonly failed: boolean;
  readonly maybeFailed: boolean;
  readonly noAddress: boolean;
  readonly pongReceived: number;
}

export interface Message {
  readonly kind: 'ping' | 'pong' | 'meet' | 'fail' | 'update' | 'auth-request' | 'auth-ack' | 'manual-start';
  readonly from: Server;
  readonly to: Server;
  readonly header: Header;
  readonly gossip: Gossip[];
  /** The host name, where the receiver is known to understand extensions. */
  readonly hostName?: string;
  readonly forgotten?: string[];
  /** On an answer: the link that the question went out on. */
  readonly link?: Link;
  /** Of whom a fail or update packet speaks. */
  readonly about?: string;
  readonly claim?: Claim;
  readonly forced?: boolean;
}

function header(server: Server): Header {
  const leader = server.isMaster ? server.self : (server.primary() ?? server.self);
  return {
    id: server.id,
    ip: server.ip,
    role: server.self.role as Role,
    primary: server.self.primary,
    currentEpoch: server.currentEpoch,
    configEpoch: leader.configEpoch,
    slots: server.slotsOf(leader.id),
    offset: server.offset,
    fails: server.state === 'fail',
  };
}

/** Three random nodes or a tenth of all, and everybody who may have failed. */
function gossipOf(server: Server, receiver: string | undefined): Gossip[] {
  const tellable = server
    .others()
    .filter((p) => p.id !== receiver && !p.handshake && !p.noAddress && (p.link !== undefined || server.ownsSlots(p.id)));
  const doubtful = tellable.filter((peer) => peer.maybeFailed);
  const sound = server.network.random.shuffled(tellable.filter((peer) => !peer.maybeFailed));
  return [...sound.slice(0, Math.max(3, Math.floor(server.peers.size / 10))), ...doubtful].map((peer) => ({
    ...{ id: peer.id, ip: peer.ip, role: peer.role, failed: peer.failed, maybeFailed: peer.maybeFailed },
    ...{ noAddress: peer.noAddress, pongReceived: peer.pongReceived },
  }));
}

type Packet = Pick<Message, 'kind'> & Partial<Pick<Message, 'about' | 'claim' | 'forced'>>;

/** Sends on the link to a peer; nothing is sent where there is no connection yet. */
export function sendTo(server: Server, peer: Peer, packet: Packet): void {
  if (packet.kind === 'ping') peer.pingSent = server.now;
  const target = peer.link?.target;
  if (target === undefined) return;
  const talks = packet.kind === 'ping' || packet.kind === 'meet';
  send(server, target, peer.extensions ? peer : undefined, { ...packet, link: talks ? peer.link : undefined }, peer.id);
}

function send(server: Server, to: Server, understands: Peer | undefined, packet: Packet & Pick<Partial<Message>, 'link'>, receiver?: string): void {
  const gossips = ['ping', 'pong', 'meet'].includes(packet.kind);
  const travelling = [...server.forgotten].filter(([, until]) => until > server.now).map(([id]) => id);
  server.network.send({
    ...packet,
    from: server,
    to,
    header: header(server),
    gossip: gossips ? gossipOf(server, receiver) : [],
    hostName: gossips && understands !== undefined ? server.self.hostName : undefined,
    forgotten: gossips && understands !== undefined ? travelling : undefined,
  });
}

export function broadcast(server: Server, packet: Packet): void {
  for (const peer of server.others()) if (!peer.handshake) sendTo(server, peer, packet);
}

/** clusterProcessPacket. */
export function receive(server: Server, message: Message): void {
  const { kind, header: head } = message;
  const sender = server.peers.get(head.id);
  if (sender === server.self) return;
  if (sender !== undefined) noteSender(server, sender, head);
  if (kind === 'ping' || kind === 'meet') {
    if (sender === undefined && kind === 'meet') acceptStranger(server, message);
    const answer = { kind: 'pong' as const, link: message.link };
    send(server, message.from, sender?.extensions === true ? sender : undefined, answer, head.id);
  }
  if (kind === 'ping' || kind === 'pong' || kind === 'meet') heartbeat(server, sender, message);
  else if (sender !== undefined) act(server, sender, message);
}

function noteSender(server: Server, sender: Peer, head: Header): void {
  sender.dataReceived = server.now;
  sender.extensions = true;
  server.currentEpoch = Math.max(server.currentEpoch, head.currentEpoch);
  sender.configEpoch = Math.max(sender.configEpoch, head.configEpoch);
  sender.offset = head.offset;
}

function acceptStranger(server: Server, message: Message): void {
  const peer = newPeer(server.network.random.id(), message.header.ip, server.now);
  peer.handshake = true;
  server.peers.set(peer.id, peer);
  hearGossip(server, undefined, message.gossip);
}

/** nodeUpdateAddressIfNeeded: also points the replication of a replica to where its master is now. */
function updateAddress(server: Server, peer: Peer, head: Header): boolean {
  if (peer.ip === head.ip && !peer.noAddress) return false;
  Object.assign(peer, { ip: head.ip, link: undefined, noAddress: false });
  if (!server.isMaster && server.self.primary === peer.id) server.replication = { address: peer.ip, up: false, heardAt: 0, lostAt: 0 };
  return true;
}

function heartbeat(server: Server, sender: Peer | undefined, message: Message): void {
  const { kind, header: head, link } = message;
  if (kind === 'pong' && link !== undefined) {
    const peer = link.peer;
    if (peer.link !== link || server.peers.get(peer.id) !== peer) return;
    if (peer.handshake) {
      if (!endHandshake(server, sender, peer, head)) return;
    } else if (peer.id !== head.id) {
      Object.assign(peer, { noAddress: true, ip: '', link: undefined });
      return;
    }
    Object.assign(peer, { pongReceived: server.now, pingSent: 0 });
    if (peer.maybeFailed) peer.maybeFailed = false;
    else if (peer.failed) clearFailure(server, peer);
  }
  if (sender === undefined) return;
  if (kind === 'ping') updateAddress(server, sender, head);
  observeRole(server, sender, head);
  const outdated = observeConfiguration(server, sender, head);
  if (outdated !== undefined) tellNewer(server, sender, outdated);
  hearGossip(server, sender, message.gossip);
  if (message.hostName !== undefined) sender.hostName = message.hostName;
  for (const id of message.forgotten ?? []) forgetAsTold(server, id);
}

/** clusterSendUpdate. */
export function tellNewer(server: Server, peer: Peer, about: Peer): void {
  sendTo(server, peer, { kind: 'update', about: about.id, claim: { configEpoch: about.configEpoch, slots: server.slotsOf(about.id) } });
}

/** False when the handshake brought nobody new. */
function endHandshake(server: Server, sender: Peer | undefined, peer: Peer, head: Header): boolean {
  server.peers.delete(peer.id);
  if (sender !== undefined) {
    updateAddress(server, sender, head);
    return false;
  }
  if (head.id === server.id) return false;
  if (server.network.engine.banStopsHandshake && (server.bans.get(head.id) ?? 0) > server.now) return false;
  Object.assign(peer, { id: head.id, handshake: false, meet: false, role: head.role });
  server.peers.set(peer.id, peer);
  return true;
}

function forgetAsTold(server: Server, id: string): void {
  const peer = server.peers.get(id);
  if (peer === undefined || peer === server.self || (!server.isMaster && server.self.primary === id)) return;
  server.bans.set(id, server.now + 60_000);
  server.remove(peer);
}

/** clusterProcessGossipSection. */
function hearGossip(server: Server, sender: Peer | undefined, gossip: Gossip[]): void {
  for (const heard of gossip) {
    const peer = server.peers.get(heard.id);
    const doubted = heard.failed || heard.maybeFailed;
    if (peer === undefined) {
      if (sender !== undefined && !heard.noAddress && (server.bans.get(heard.id) ?? 0) <= server.now) introduce(server, heard);
      continue;
    }
    if (peer === server.self) continue;
    if (sender !== undefined && sender.role === 'master') {
      if (doubted) {
        peer.reports.set(sender.id, server.now);
        judgeReports(server, peer);
      } else peer.reports.delete(sender.id);
    }
    if (!doubted && peer.pingSent === 0 && peer.reports.size === 0 && heard.pongReceived <= server.now + 500) {
      peer.pongReceived = Math.max(peer.pongReceived, heard.pongReceived);
    }
    if ((peer.failed || peer.maybeFailed) && !heard.noAddress && !doubted && peer.ip !== heard.ip) {
      Object.assign(peer, { ip: heard.ip, noAddress: false, link: undefined });
    }
  }
}

function introduce(server: Server, heard: Gossip): void {
  const peer = newPeer(heard.id, heard.ip, server.now);
  Object.assign(peer, { role: heard.role, failed: heard.failed, maybeFailed: heard.maybeFailed });
  server.peers.set(peer.id, peer);
}

function act(server: Server, sender: Peer, message: Message): void {
  const about = message.about === undefined ? undefined : server.peers.get(message.about);
  switch (message.kind) {
    case 'fail':
      if (about !== undefined && about !== server.self && !about.failed)
        Object.assign(about, { failed: true, maybeFailed: false, failedAt: server.now });
      break;
    case 'update':
      if (about !== undefined && message.claim !== undefined) update(server, about, message.claim);
      break;
    case 'auth-request':
      grantVote(server, sender, message);
      break;
    case 'auth-ack':
      countVote(server, sender, message);
      break;
    case 'manual-start':
      if (server.isMaster && sender.primary === server.id) server.manual = { until: server.now + 5000, forced: false };
      break;
    default:
      break;
  }
}

function update(server: Server, about: Peer, claim: Claim): void {
  if (about === server.self || about.configEpoch >= claim.configEpoch) return;
  if (about.role !== 'master') Object.assign(about, { role: 'master', primary: undefined });
  about.configEpoch = claim.configEpoch;
  takeSlots(server, about, claim);
}
