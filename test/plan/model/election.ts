import { broadcast, sendTo, tellNewer, type Message } from './bus';
import { replaceMaster } from './configuration';
import { majority } from './failure';
import type { Peer, Server } from './server';

/** clusterHandleSlaveFailover: a replica whose master has failed, or that was told to, asks the masters for their votes. */
export function campaign(server: Server): void {
  const { election, network } = server;
  const master = server.primary();
  const manual = manualReady(server);
  if (server.isMaster || master === undefined || ((!master.failed || server.standsBack) && !manual) || !server.ownsSlots(master.id)) return;
  const voteTime = Math.max(server.timeout * 2, 2000);
  const age = server.now - election.at;
  if (age > voteTime * 2) {
    Object.assign(election, { at: server.now + (manual ? 0 : 500 + network.random.between(0, 499) + rank(server) * 1000), votes: 0, sent: false });
    return;
  }
  if (server.now < election.at || age > voteTime) return;
  if (!election.sent) {
    server.currentEpoch++;
    server.asked++;
    Object.assign(election, { epoch: server.currentEpoch, sent: true });
    broadcast(server, { kind: 'auth-request', forced: manual });
    return;
  }
  if (election.votes < majority(server)) return;
  server.self.configEpoch = Math.max(server.self.configEpoch, election.epoch);
  server.manual = { until: 0, forced: false };
  server.electedAt = server.now;
  if (!network.engine.countsOldVotes) server.election = { at: 0, votes: 0, sent: false, epoch: 0 };
  replaceMaster(server);
}

/** The replica with the most data goes first. */
function rank(server: Server): number {
  return server.others().filter((peer) => peer.role === 'slave' && peer.primary === server.self.primary && peer.offset > server.offset).length;
}

/** A forced failover starts at once, a handover when the replica has all that its paused master had. */
function manualReady(server: Server): boolean {
  const { manual } = server;
  if (manual.until < server.now) return false;
  return manual.forced || (server.replication.up && server.replication.source?.id === server.self.primary);
}

/** clusterSendFailoverAuthIfNeeded. */
export function grantVote(server: Server, sender: Peer, message: Message): void {
  const head = message.header;
  const { network } = server;
  const master = sender.primary === undefined ? undefined : server.peers.get(sender.primary);
  if (!server.isMaster || !server.ownsSlots(server.id)) return;
  if (head.currentEpoch < server.currentEpoch || server.lastVoteEpoch === server.currentEpoch) return;
  if (sender.role === 'master' || master === undefined || (!master.failed && message.forced !== true)) return;
  if (server.now - master.votedAt < server.timeout * 2) return;
  for (const slot of head.slots) {
    const owner = server.owners[slot];
    const peer = owner === undefined ? undefined : server.peers.get(owner);
    if (peer === undefined || peer.configEpoch <= head.configEpoch) continue;
    if (network.engine.refusalTells) tellNewer(server, sender, peer);
    return;
  }
  server.lastVoteEpoch = server.currentEpoch;
  master.votedAt = server.now;
  sendTo(server, sender, { kind: 'auth-ack' });
}

export function countVote(server: Server, sender: Peer, message: Message): void {
  if (sender.role === 'master' && server.ownsSlots(sender.id) && message.header.currentEpoch >= server.election.epoch) server.election.votes++;
}
