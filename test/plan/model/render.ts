import type { Peer, Server } from './server';

/** What a server answers, in the engine's own words. */

export function clientInfo(server: Server): string {
  const ip = server.ip.includes(':') ? `[${server.ip}]` : server.ip;
  const to = server.ip.includes(':') ? '[fd00::ffff]' : '10.9.9.9';
  return `id=7 addr=${to}:40000 laddr=${ip}:${server.self.port} fd=9 name= age=0 idle=0 flags=N db=0 cmd=client|info user=default`;
}

export function clusterNodes(server: Server): string {
  return server.network.random
    .shuffled([...server.peers.values()])
    .map((peer) => nodeLine(server, peer))
    .join('\n');
}

function nodeLine(server: Server, peer: Peer): string {
  const self = peer === server.self;
  const address = peer.noAddress ? ':0@0' : `${peer.ip}:${peer.port}@${peer.busPort}`;
  const leader = peer.role === 'slave' && peer.primary !== undefined ? (server.peers.get(peer.primary) ?? peer) : peer;
  return [
    peer.id,
    peer.hostName === '' ? address : `${address},${peer.hostName}`,
    flags(peer, self),
    peer.primary ?? '-',
    self ? 0 : peer.pingSent,
    self ? 0 : peer.pongReceived,
    leader.configEpoch,
    self || peer.link !== undefined ? 'connected' : 'disconnected',
    ...ranges(server.slotsOf(peer.id)),
  ].join(' ');
}

function flags(peer: Peer, self: boolean): string {
  const words = [
    self ? 'myself' : '',
    peer.role ?? '',
    peer.maybeFailed ? 'fail?' : '',
    peer.failed ? 'fail' : '',
    peer.handshake ? 'handshake' : '',
    peer.noAddress ? 'noaddr' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? 'noflags' : words.join(',');
}

export function ranges(slots: readonly number[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < slots.length;) {
    let last = i;
    while (slots[last + 1] === slots[last] + 1) last++;
    result.push(last === i ? `${slots[i]}` : `${slots[i]}-${slots[last]}`);
    i = last + 1;
  }
  return result;
}

export function clusterInfo(server: Server): string {
  const assigned = server.owners.filter((owner) => owner !== undefined);
  const failed = assigned.filter((owner) => server.peers.get(owner as string)?.failed === true).length;
  const doubted = assigned.filter((owner) => server.peers.get(owner as string)?.maybeFailed === true).length;
  return lines([
    `cluster_state:${server.state}`,
    `cluster_slots_assigned:${assigned.length}`,
    `cluster_slots_ok:${assigned.length - failed - doubted}`,
    `cluster_slots_pfail:${doubted}`,
    `cluster_slots_fail:${failed}`,
    `cluster_known_nodes:${server.peers.size}`,
    `cluster_size:${server.voters().length}`,
    `cluster_current_epoch:${server.currentEpoch}`,
    `cluster_my_epoch:${server.self.configEpoch}`,
    ...(server.asked > 0 ? [`cluster_stats_messages_auth-req_sent:${server.asked}`] : []),
  ]);
}

export function infoReplication(server: Server): string {
  const { replication } = server;
  if (server.isMaster) {
    return lines([
      '# Replication',
      'role:master',
      'connected_slaves:0',
      'master_failover_state:no-failover',
      `master_replid:${server.replid}`,
      `master_repl_offset:${server.offset}`,
    ]);
  }
  return lines([
    '# Replication',
    'role:slave',
    `master_host:${replication.address ?? ''}`,
    `master_port:${server.self.port}`,
    `master_link_status:${replication.up ? 'up' : 'down'}`,
    `master_last_io_seconds_ago:${replication.up ? Math.floor((server.now - replication.heardAt) / 1000) : -1}`,
    'master_sync_in_progress:0',
    ...(replication.up
      ? []
      : [`master_link_down_since_seconds:${replication.lostAt === 0 ? -1 : Math.floor((server.now - replication.lostAt) / 1000)}`]),
    `slave_read_repl_offset:${server.offset}`,
    `slave_repl_offset:${server.offset}`,
    'slave_priority:100',
    'connected_slaves:0',
    `master_replid:${server.replid}`,
    `master_repl_offset:${server.offset}`,
  ]);
}

export function infoServer(server: Server): string {
  const { countsOldVotes, refusalTells } = server.network.engine;
  const valkey = countsOldVotes ? [] : ['server_name:valkey', `valkey_version:${refusalTells ? '9.1.2' : '8.1.1'}`];
  return lines([
    '# Server',
    'redis_version:8.0.2',
    ...valkey,
    'redis_mode:cluster',
    `tcp_port:${server.self.port}`,
    `server_time_usec:${server.now * 1000}`,
  ]);
}

function lines(of: string[]): string {
  return of.map((line) => `${line}\r`).join('\n');
}
