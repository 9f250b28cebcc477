import type { Shape } from '../awk';
import type { Server } from './server';
import type { Pod } from './world';

/** Who of those that are there believes a slot to be owned by somebody who is not, or does not own it. */
export function discord(pods: readonly Pod[]): string | undefined {
  const servers = pods.flatMap((pod) => (pod.server === undefined ? [] : [pod.server]));
  const ids = new Map(servers.map((server) => [server.id, server]));
  for (const server of servers) {
    const reason = misbelief(server, ids);
    if (reason !== undefined) return `${server.identity.hostName.split('.')[0]} ${reason}`;
  }
  return undefined;
}

function misbelief(server: Server, ids: ReadonlyMap<string, Server>): string | undefined {
  for (const [slot, owner] of server.owners.entries()) {
    const master = owner === undefined ? undefined : ids.get(owner);
    if (master === undefined || !master.isMaster || master.owners[slot] !== master.id) return `believes slot ${slot} to be owned by ${owner}`;
  }
  return undefined;
}

/** Why the cluster is not what was wished for; undefined when it is. Judged by what is, not by what a snapshot says. */
export function ailment(pods: readonly Pod[], shape: Shape): string | undefined {
  const servers = pods.flatMap((pod) => (pod.server === undefined ? [] : [pod.server]));
  if (servers.length < pods.length) return 'a pod has no server';
  const ids = new Map(servers.map((server) => [server.id, server]));
  const masters = servers.filter((server) => server.isMaster);
  if (masters.length !== shape.shards) return `${masters.length} masters`;
  for (const server of servers) {
    const reason = ailmentOf(server, ids, shape);
    if (reason !== undefined) return `${server.identity.hostName.split('.')[0]} ${reason}`;
  }
  for (const master of masters) {
    const replicas = servers.filter((server) => server.self.primary === master.id);
    if (replicas.length !== shape.replicas) return `${master.identity.hostName} has ${replicas.length} replicas`;
  }
  return undefined;
}

function ailmentOf(server: Server, ids: ReadonlyMap<string, Server>, shape: Shape): string | undefined {
  if (server.state !== 'ok') return 'says cluster_state:fail';
  if (shape.wanted !== '' && server.timeout !== shape.wanted) return `has a node timeout of ${server.timeout} ms`;
  const belief = misbelief(server, ids);
  if (belief !== undefined) return belief;
  for (const id of ids.keys()) if (!server.peers.has(id)) return `does not know ${id}`;
  for (const peer of server.others()) {
    if (peer.handshake) continue;
    const other = ids.get(peer.id);
    if (other === undefined) return `still knows ${peer.id}`;
    if (peer.ip !== other.ip) return `looks for ${other.identity.hostName} at ${peer.ip}`;
    if (peer.failed) return `holds ${other.identity.hostName} for failed`;
  }
  if (server.standsBack) return 'cannot be elected';
  if (server.isMaster) return undefined;
  const master = ids.get(server.self.primary ?? '');
  if (!server.replication.up || server.replication.source !== master) return 'does not replicate from its master';
  return undefined;
}
