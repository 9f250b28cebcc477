import { broadcast } from './bus';
import type { Peer, Server } from './server';

/** A majority of the masters that own slots. */
export function majority(server: Server): number {
  return Math.floor(server.voters().length / 2) + 1;
}

/** Silence for longer than the node timeout makes a node suspect. */
export function suspect(server: Server, peer: Peer): void {
  if (peer.pingSent === 0 || peer.failed || peer.maybeFailed) return;
  const silent = Math.min(server.now - peer.pingSent, server.now - peer.dataReceived);
  if (silent > server.timeout) peer.maybeFailed = true;
}

/** markNodeAsFailingIfNeeded: who suspects a node together with a majority says so to all. */
export function judgeReports(server: Server, peer: Peer): void {
  if (!peer.maybeFailed || peer.failed) return;
  for (const [id, at] of peer.reports) if (server.now - at > server.timeout * 2) peer.reports.delete(id);
  if (peer.reports.size + (server.isMaster ? 1 : 0) < majority(server)) return;
  Object.assign(peer, { maybeFailed: false, failed: true, failedAt: server.now });
  if (server.isMaster) broadcast(server, { kind: 'fail', about: peer.id });
}

/** clearNodeFailureIfNeeded: a master with slots is taken back only when nobody has replaced it for a while. */
export function clearFailure(server: Server, peer: Peer): void {
  if (peer.role === 'slave' || !server.ownsSlots(peer.id) || server.now - peer.failedAt > server.timeout * 2) peer.failed = false;
}

/** clusterUpdateState. */
export function updateState(server: Server): void {
  const sinceStart = server.now - server.self.createdAt;
  if (server.isMaster && server.state === 'fail' && sinceStart < 2000) return;
  const voters = server.voters();
  const reachable = voters.filter((peer) => !peer.failed && !peer.maybeFailed).length;
  let wanted: 'ok' | 'fail' = covered(server) ? 'ok' : 'fail';
  if (reachable < Math.floor(voters.length / 2) + 1) {
    wanted = 'fail';
    server.minoritySince = server.now;
  }
  if (wanted === server.state) return;
  const delay = Math.min(Math.max(server.timeout, 500), 5000);
  if (wanted === 'ok' && server.isMaster && server.now - server.minoritySince < delay) return;
  server.state = wanted;
}

function covered(server: Server): boolean {
  if (!server.network.fullCoverage) return true;
  return server.owners.every((owner) => owner !== undefined && server.peers.get(owner)?.failed === false);
}
