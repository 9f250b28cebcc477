// What the servers say of each other, judged by eyes other than the keeper's.
import { Connections } from './connection.mjs';
import { sleep } from './kube.mjs';

const PAUSE = 250; // ms between two looks

export class Observer {
  constructor(pods, names, hostOf, shape, login) {
    Object.assign(this, { pods, names, hostOf, shape });
    this.connections = new Connections(pods, names, login);
    this.own = new Set(); // ids that a pod of this cluster has said to be its own
    this.seen = new Map(); // every id that anybody knew, and under which name
    this.masters = new Set(); // every "pod owns slots" there has been
    this.healthySince = undefined;
    this.trouble = 'nobody has been asked';
    this.watching = this.watch();
  }

  async watch() {
    while (!this.ended) {
      this.nodes = await this.look();
      this.trouble = judge(this.nodes, this.shape);
      if (this.trouble) this.healthySince = undefined;
      else this.healthySince ??= Date.now();
      await sleep(PAUSE);
    }
  }

  look() {
    return Promise.all(this.names.map((name) => this.ask(name)));
  }

  async ask(name) {
    const connection = this.connections.to(name);
    if (!connection?.open) return undefined;
    try {
      const [nodes, info, replication] = await Promise.all([
        connection.ask('CLUSTER', 'NODES'),
        connection.ask('CLUSTER', 'INFO'),
        connection.ask('INFO', 'replication'),
      ]);
      return this.take(name, nodes, info, replication);
    } catch {
      return undefined;
    }
  }

  take(name, text, info, replication) {
    const view = parseView(text);
    const myself = view.find((line) => line.myself);
    // A reused address leads to a stranger.
    if (myself.host !== this.hostOf(name)) return undefined;
    this.own.add(myself.id);
    for (const line of view) if (!line.flags.includes('handshake')) this.seen.set(line.id, line.host);
    if (myself.slots) this.masters.add(name);
    return {
      ...myself,
      name,
      view,
      state: /cluster_state:(\w+)/.exec(info)[1],
      link: /master_link_status:(\w+)/.exec(replication)?.[1],
      epoch: Number(/cluster_current_epoch:(\d+)/.exec(info)[1]),
    };
  }

  /** Ids that belong to no pod of this cluster. */
  foreign() {
    const hosts = new Set(this.names.map((name) => this.hostOf(name)));
    return [...this.seen]
      .filter(([id, host]) => !this.own.has(id) && !hosts.has(host))
      .map(([id, host]) => `${id.slice(0, 8)} (${host || 'nameless'})`);
  }

  /** The shards as of the last look: the pod that owns slots, and the pods that have a copy in sync. */
  groups() {
    const nodes = this.nodes.filter(Boolean);
    return nodes
      .filter((node) => node.slots)
      .sort((a, b) => parseInt(a.slots, 10) - parseInt(b.slots, 10))
      .map((master) => ({
        master: master.name,
        copies: nodes.filter((node) => node.master === master.id && node.link === 'up').map(({ name }) => name),
      }));
  }

  async end() {
    this.ended = true;
    await this.watching;
    this.connections.end();
  }
}

// id ip:port@bus,host,... flags master ping pong epoch link slots...
function parseView(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [id, address, flags, master, , , epoch, link, ...slots] = line.split(' ');
      const [endpoint, host] = address.split(',');
      const list = flags.split(',');
      return {
        id,
        address: endpoint,
        host: host === '?' ? '' : (host ?? ''),
        flags: list,
        myself: list.includes('myself'),
        master: master === '-' ? undefined : master,
        configEpoch: Number(epoch),
        connected: link === 'connected',
        slots: slots.filter((range) => !range.startsWith('[')).join(' '),
        openSlots: slots.some((range) => range.startsWith('[')),
      };
    });
}

/** The first thing that is not as it should be, or nothing. */
export function judge(nodes, { shards, replicas }) {
  const missing = nodes.findIndex((node) => !node);
  if (missing >= 0) return `node ${missing} does not answer`;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const { name, view } = node;
    if (node.state !== 'ok') return `${name} says cluster_state:${node.state}`;
    if (node.openSlots) return `${name} has open slots`;
    if (node.master && node.link !== 'up') return `the replication link of ${name} is ${node.link}`;
    if (view.length !== nodes.length) return `${name} knows ${view.length} nodes`;
    for (const line of view) {
      const other = byId.get(line.id);
      if (!other) return `${name} knows ${line.id}, which nobody is`;
      if (line.flags.some((flag) => /fail|handshake|noaddr/.test(flag)) || !line.connected) return `${name} sees ${other.name} as ${line.flags}`;
      if (line.address !== other.address) return `${name} knows ${other.name} at ${line.address}`;
      if (line.slots !== other.slots || line.master !== other.master) return `${name} and ${other.name} do not agree on what the latter is`;
    }
  }
  const masters = nodes.filter((node) => node.slots);
  if (masters.length !== shards) return `${masters.length} masters`;
  const served = masters.flatMap((node) => node.slots.split(' ')).reduce((sum, range) => sum + sizeOf(range), 0);
  if (served !== 16384) return `${served} slots are served`;
  const poor = masters.find((master) => nodes.filter((node) => node.master === master.id).length < replicas);
  return poor ? `${poor.name} has too few replicas` : '';
}

function sizeOf(range) {
  const [first, last = first] = range.split('-').map(Number);
  return last - first + 1;
}
