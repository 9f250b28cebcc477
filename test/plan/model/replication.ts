import type { Peer, Server } from './server';

/** A source that is silent for so long is given up: the engine's repl-timeout. */
const REPLICATION_TIMEOUT = 60_000;

/** clusterSetMaster: replication goes to the address that the master is believed to have. */
export function follow(server: Server, master: Peer): void {
  // Seen on 7.0: the link to the former master is lost at this moment, as by any other cause.
  const lostAt = server.replication.up ? server.now : server.replication.lostAt;
  Object.assign(server.self, { role: 'slave', primary: master.id });
  server.replication = { address: master.noAddress ? undefined : master.ip, up: false, heardAt: 0, lostAt };
  server.manual = { until: 0, forced: false };
}

/** Dials the master's address, whoever lives there: with a full copy of what that server holds, then with each of its writes. */
export function replicate(server: Server): void {
  if (server.isMaster) return;
  const master = server.primary();
  const { replication } = server;
  const moved = server.network.engine.replicationFollowsAddress && master !== undefined && master.ip !== replication.address;
  if (master !== undefined && !master.noAddress && (replication.address === undefined || moved)) follow(server, master);
  if (server.replication.address === undefined) return;
  if (server.replication.up) keepUp(server);
  else dial(server, server.replication.address);
}

function dial(server: Server, address: string): void {
  const source = server.network.connect(server, address);
  if (source === undefined || source === 'refused' || source === server || source.loading || server.network.random.chance(0.3)) return;
  if ((!source.isMaster && !source.replication.up) || source.gate > 0) return;
  Object.assign(server.replication, { up: true, source, heardAt: server.now });
  server.data = new Set(source.data);
  Object.assign(server, { offset: source.offset, replid: source.replid });
}

function keepUp(server: Server): void {
  const { replication } = server;
  const source = replication.source;
  const reached = replication.address === undefined ? undefined : server.network.connect(server, replication.address);
  // Another server, or none, at the address answers the next packet with a reset.
  if (source === undefined || (!source.alive && !source.frozen) || (reached !== undefined && reached !== source)) {
    Object.assign(replication, { up: false, source: undefined, lostAt: server.now });
  } else if (reached === source) {
    replication.heardAt = server.now;
    if (server.network.random.chance(0.3)) return;
    if (server.offset !== source.offset || server.data.size !== source.data.size) server.data = new Set(source.data);
    server.offset = source.offset;
  } else if (server.now - replication.heardAt > REPLICATION_TIMEOUT) {
    Object.assign(replication, { up: false, source: undefined, lostAt: server.now });
  }
}
