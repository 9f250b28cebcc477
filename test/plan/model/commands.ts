import { follow } from './replication';
import { replaceMaster } from './configuration';
import { clientInfo, clusterInfo, clusterNodes, infoReplication, infoServer } from './render';
import { newPeer, type Server } from './server';

const LOADING = 'LOADING Redis is loading the dataset in memory\n';
/** What a server answers while it loads its data. */
const WHILE_LOADING = ['CLIENT INFO', 'INFO', 'CONFIG GET'];

/** A client command, with the engine's answer, errors included. Throws for one that the model does not know. */
export function execute(server: Server, line: string): string {
  if (server.loading && !WHILE_LOADING.some((command) => line.startsWith(command))) return LOADING;
  const words = line.split(' ');
  const name = words[0] === 'CLUSTER' || words[0] === 'CONFIG' ? words.slice(0, 2).join(' ') : words[0];
  const rest = words.slice(name.split(' ').length);
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`the model knows no command ${line}`);
  return command(server, rest);
}

const COMMANDS: Record<string, (server: Server, words: string[]) => string> = {
  CLIENT: (server) => clientInfo(server),
  INFO: (server, [section]) => (section === 'server' ? infoServer(server) : infoReplication(server)),
  // The scripts that the manager runs: whose connections there are, and a replica that is behind claims less.
  EVAL: (server, words) =>
    words.join(' ').includes('delslots') ? claimLess(server, words.slice(-3)) : ['inbound', ...server.network.callers(server)].join(' '),
  DBSIZE: (server) => `${server.data.size}`,
  'CLUSTER NODES': (server) => clusterNodes(server),
  'CLUSTER INFO': (server) => clusterInfo(server),
  'CLUSTER MEET': meet,
  'CLUSTER ADDSLOTSRANGE': addSlots,
  'CLUSTER SET-CONFIG-EPOCH': setConfigEpoch,
  'CLUSTER REPLICATE': replicateNode,
  'CLUSTER FORGET': forget,
  'CLUSTER FAILOVER': failover,
  'CLUSTER BUMPEPOCH': bumpEpoch,
  'CONFIG GET': configGet,
  'CONFIG SET': configSet,
};

function meet(server: Server, [ip]: string[]): string {
  for (const peer of server.peers.values()) if (peer.handshake && peer.ip === ip) return 'OK';
  const peer = newPeer(server.network.random.id(), ip, server.now);
  Object.assign(peer, { handshake: true, meet: true });
  server.peers.set(peer.id, peer);
  return 'OK';
}

function setConfigEpoch(server: Server, [epoch]: string[]): string {
  if (server.peers.size > 1) return 'ERR The user can assign a config epoch only when the node does not know any other node.\n';
  if (server.self.configEpoch !== 0) return 'ERR Node config epoch is already non-zero\n';
  server.self.configEpoch = Number(epoch);
  server.currentEpoch = Math.max(server.currentEpoch, Number(epoch));
  return 'OK';
}

function addSlots(server: Server, words: string[]): string {
  const slots: number[] = [];
  for (let i = 0; i < words.length; i += 2) for (let slot = Number(words[i]); slot <= Number(words[i + 1]); slot++) slots.push(slot);
  for (const slot of slots) {
    if (!(slot >= 0 && slot < server.owners.length)) return 'ERR Invalid or out of range slot\n';
    if (server.owners[slot] !== undefined) return `ERR Slot ${slot} is already busy\n`;
  }
  for (const slot of slots) server.owners[slot] = server.id;
  return 'OK';
}

function claimLess(server: Server, [id, newest, slot]: string[]): string {
  const peer = server.peers.get(id);
  if (peer === undefined || peer.configEpoch >= Number(newest)) return '';
  server.owners[Number(slot)] = undefined;
  return 'OK';
}

function replicateNode(server: Server, [id]: string[]): string {
  const master = server.peers.get(id);
  if (master === undefined || master.handshake) return `ERR Unknown node ${id}\n`;
  if (master === server.self) return "ERR Can't replicate myself\n";
  if (master.role === 'slave') return 'ERR I can only replicate a master, not a replica.\n';
  if (server.isMaster && (server.ownsSlots(server.id) || server.data.size > 0)) {
    return 'ERR To set a master the node must be empty and without assigned slots.\n';
  }
  follow(server, master);
  return 'OK';
}

function forget(server: Server, [id]: string[]): string {
  const peer = server.peers.get(id);
  const travels = server.network.engine.forgetTravels;
  if (peer === undefined) return travels && (server.bans.get(id) ?? 0) > server.now ? 'OK' : `ERR Unknown node ${id}\n`;
  if (peer === server.self) return "ERR I tried hard but I can't forget myself...\n";
  if (!server.isMaster && server.self.primary === id) return "ERR Can't forget my master!\n";
  server.bans.set(id, server.now + 60_000);
  if (travels) server.forgotten.set(id, server.now + 60_000);
  server.remove(peer);
  return 'OK';
}

function failover(server: Server, [how]: string[]): string {
  const master = server.primary();
  if (server.isMaster) return 'ERR You should send CLUSTER FAILOVER to a replica\n';
  if (master === undefined) return "ERR I'm a replica but my master is unknown to me\n";
  if (how === 'TAKEOVER') {
    const highest = Math.max(...[...server.peers.values()].map((peer) => peer.configEpoch), server.currentEpoch);
    Object.assign(server, { currentEpoch: highest + 1 });
    server.self.configEpoch = highest + 1;
    replaceMaster(server);
    return 'OK';
  }
  if ((master.failed || master.link === undefined) && how !== 'FORCE') return 'ERR Master is down or failed, please use CLUSTER FAILOVER FORCE\n';
  server.manual = { until: server.now + 5000, forced: how === 'FORCE' };
  return 'OK';
}

/** clusterBumpConfigEpochWithoutConsensus. */
function bumpEpoch(server: Server): string {
  const highest = Math.max(...[...server.peers.values()].map((peer) => peer.configEpoch), server.currentEpoch);
  if (server.self.configEpoch !== 0 && server.self.configEpoch === highest) return `STILL ${highest}\n`;
  Object.assign(server, { currentEpoch: highest + 1 });
  server.self.configEpoch = highest + 1;
  return `BUMPED ${highest + 1}\n`;
}

function configGet(server: Server, names: string[]): string {
  const values: Record<string, string> = {
    'cluster-node-timeout': `${server.timeout}`,
    'repl-diskless-sync-delay': `${server.gate}`,
    'cluster-replica-no-failover': server.standsBack ? 'yes' : 'no',
    'cluster-announce-human-nodename': server.identity.machine,
    'proc-title-template': `{title} {listen-addr} {server-mode}${server.aside ? ' aside' : ''}`,
  };
  const unknown = names.find((name) => !(name in values));
  if (unknown !== undefined) throw new Error(`the model knows no setting ${unknown}`);
  return names.map((name) => `${name}\n${values[name]}`).join('\n');
}

function configSet(server: Server, [name, value]: string[]): string {
  if (name === 'cluster-node-timeout') server.timeout = Number(value);
  else if (name === 'repl-diskless-sync-delay') server.gate = Number(value);
  else if (name === 'cluster-replica-no-failover') server.standsBack = value === 'yes';
  else throw new Error(`the model knows no setting ${name}`);
  return 'OK';
}
