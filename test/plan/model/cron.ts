import { sendTo } from './bus';
import { campaign } from './election';
import { judgeReports, suspect, updateState } from './failure';
import { replicate } from './replication';
import type { Peer, Server } from './server';

/** clusterCron: ten times a second. */
export function cron(server: Server): void {
  if (!server.responsive || server.loading) return;
  for (const peer of server.others()) {
    if (peer.handshake && server.now - peer.createdAt > Math.max(server.timeout, 1000)) server.remove(peer);
    else if (!peer.noAddress) connect(server, peer);
  }
  pingLongestSilent(server);
  for (const peer of server.others()) {
    if (peer.noAddress || peer.handshake) continue;
    dropStale(server, peer);
    if (peer.link !== undefined && peer.pingSent === 0 && server.now - peer.pongReceived > server.timeout / 2) sendTo(server, peer, { kind: 'ping' });
    suspect(server, peer);
    judgeReports(server, peer);
  }
  replicate(server);
  campaign(server);
  updateState(server);
}

function connect(server: Server, peer: Peer): void {
  if (peer.link?.target !== undefined) return;
  const target = server.network.connect(server, peer.ip);
  if (target === 'refused') {
    peer.link = undefined;
    if (peer.pingSent === 0) peer.pingSent = server.now;
    return;
  }
  peer.link ??= { peer, createdAt: server.now };
  if (target === undefined) return;
  peer.link.target = target;
  const before = peer.pingSent;
  sendTo(server, peer, { kind: peer.meet ? 'meet' : 'ping' });
  if (before !== 0) peer.pingSent = before;
  peer.meet = false;
}

/** Once a second the one of five random nodes that was not heard for longest. */
function pingLongestSilent(server: Server): void {
  if (Math.floor(server.now / 100) % 10 !== 0) return;
  const candidates = server.network.random
    .shuffled(server.others())
    .slice(0, 5)
    .filter((peer) => peer.link !== undefined && peer.pingSent === 0 && !peer.handshake);
  if (candidates.length === 0) return;
  sendTo(
    server,
    candidates.reduce((a, b) => (b.pongReceived < a.pongReceived ? b : a)),
    { kind: 'ping' },
  );
}

/** A link that brings nothing for long is made anew. */
function dropStale(server: Server, peer: Peer): void {
  const { target } = peer.link ?? {};
  // Another server, or none, at the address of a dead one answers the next packet with a reset.
  if (target !== undefined && !target.alive && server.network.connect(server, target.ip) !== undefined) peer.link = undefined;
  if (peer.link === undefined || peer.pingSent === 0 || server.now - peer.link.createdAt <= server.timeout) return;
  if (server.now - peer.pingSent > server.timeout / 2 && server.now - peer.dataReceived > server.timeout / 2) peer.link = undefined;
}
