// Whether all servers say that they are well: cluster_state:ok, and every replica's link up. They are asked ten times a second, each at the address of its pod.
import { Connections } from '../faults/connection.mjs';
import { eventually, sleep } from '../faults/kube.mjs';

const PAUSE = 100; // ms

export class Health {
  constructor(pods, names) {
    Object.assign(this, { pods, names });
    this.connections = new Connections(pods, names);
    this.nodes = new Map();
    /** The moment from which these same pods have been well on end, or nothing. */
    this.since = undefined;
    this.watching = this.watch();
  }

  async watch() {
    let last = '';
    while (!this.ended) {
      const nodes = await Promise.all(this.names.map((name) => this.look(name)));
      this.nodes = new Map(this.names.map((name, i) => [name, nodes[i]]));
      const well = nodes.every((node) => node?.state === 'ok' && (node.role === 'master' || node.link === 'up'));
      const uids = nodes.map((node) => node?.uid).join();
      if (!well) this.since = undefined;
      else if (uids !== last) this.since = Date.now();
      else this.since ??= Date.now();
      last = uids;
      await sleep(PAUSE);
    }
  }

  async look(name) {
    const uid = this.pods.get(name)?.uid;
    try {
      const [info, replication] = await Promise.all([this.ask(name, 'CLUSTER', 'INFO'), this.ask(name, 'INFO', 'replication')]);
      return {
        uid,
        state: /cluster_state:(\w+)/.exec(info)[1],
        role: /role:(\w+)/.exec(replication)[1],
        link: /master_link_status:(\w+)/.exec(replication)?.[1],
      };
    } catch {
      return undefined;
    }
  }

  async ask(name, ...command) {
    const connection = this.connections.to(name);
    if (!connection?.open) throw new Error(`no connection to ${name}`);
    return connection.ask(...command);
  }

  /** The masters in the order of their slots, [{ slots: [[first, last], ...] }], as the first server knows them. */
  masters() {
    return eventually('all slots with a master', 30, async () => {
      const lines = (await this.ask(this.names[0], 'CLUSTER', 'NODES')).trim().split('\n');
      const masters = lines.map((line) => ({ slots: line.split(' ').slice(8).map(rangeOf) })).filter(({ slots }) => slots.length);
      const served = masters.flatMap(({ slots }) => slots).reduce((sum, [first, last]) => sum + last - first + 1, 0);
      return served === 16384 && masters.sort((a, b) => a.slots[0][0] - b.slots[0][0]);
    });
  }

  async end() {
    this.ended = true;
    await this.watching;
    this.connections.end();
  }
}

function rangeOf(text) {
  const [first, last = first] = text.split('-').map(Number);
  return [first, last];
}
