// One birth in a namespace of its own: the servers first, then the pod that forms the cluster, watched from outside.
import { Connection } from '../faults/connection.mjs';
import { eventually, kubectl, sleep } from '../faults/kube.mjs';

const SERVERS = 6;
const PATIENCE = 120; // seconds
const LOOK = 50; // ms

export class Birth {
  constructor(namespace, way) {
    Object.assign(this, { namespace, way });
  }

  /** Seconds from the first command until all is well. */
  async measure(age) {
    await this.kubectl(['create', 'namespace', this.namespace], '', false);
    try {
      await this.apply(this.way.servers());
      const connections = await this.connect();
      try {
        await sleep(age * 1000);
        await this.apply([this.way.job()]);
        const end = await this.health(connections);
        return (end - (await this.begun())) / 1000;
      } finally {
        for (const connection of connections) connection.end();
      }
    } finally {
      await kubectl(['delete', 'namespace', this.namespace, '--timeout=180s']);
    }
  }

  kubectl(args, input = '', within = true) {
    return kubectl([...(within ? ['-n', this.namespace] : []), ...args], input);
  }

  apply(objects) {
    return this.kubectl(['apply', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n'));
  }

  /** To each server, as soon as it answers. */
  connect() {
    let connections = [];
    return eventually('all servers to answer', PATIENCE, async () => {
      const { items } = JSON.parse(await this.kubectl(['get', 'pods', '-l', this.way.selector, '-o', 'json']));
      const addresses = items.map(({ status }) => status.podIP).filter(Boolean);
      if (addresses.length < SERVERS) return undefined;
      if (!connections.length) connections = addresses.map((ip) => new Connection(ip, {}, 2000));
      await Promise.all(connections.map((connection) => connection.ask('PING')));
      return connections;
    });
  }

  /** When every node has said ok and every replica's link is up. */
  async health(connections) {
    const end = Date.now() + PATIENCE * 1000;
    while (Date.now() < end) {
      const found = await Promise.all(connections.map(isWell)).catch(() => [undefined]);
      if (found.every(Boolean) && found.filter((role) => role === 'slave').length === SERVERS / 2) return Date.now();
      await sleep(LOOK);
    }
    throw new Error(`not well after ${PATIENCE} s: ${await this.kubectl(['logs', '-l', 'birth=job', '--tail=20'])}`);
  }

  /** When the pod that forms the cluster said its first word, which is all that it does first. */
  begun() {
    return eventually('the first word of the Job', PATIENCE, async () => {
      const [line] = (await this.kubectl(['logs', '-l', 'birth=job', '--timestamps', '--tail=-1'])).split('\n');
      return line && Date.parse(line.split(' ')[0]);
    });
  }
}

/** The role of a node that is well, or nothing. */
async function isWell(connection) {
  const [info, replication] = await Promise.all([connection.ask('CLUSTER', 'INFO'), connection.ask('INFO', 'replication')]);
  const isOk = info.includes('cluster_state:ok') && info.includes('cluster_slots_assigned:16384') && info.includes(`cluster_known_nodes:${SERVERS}`);
  const [, role] = /role:(\w+)/.exec(replication);
  return isOk && !replication.includes('master_link_status:down') && role;
}
