// One namespace: a cluster, every client in a pod of its own, and what happens to them.
import { loadavg } from 'node:os';
import { eventually, sleep } from '../faults/kube.mjs';
import { account, servedSince } from './account.mjs';
import { Client } from './client.mjs';
import { Cluster } from './cluster.mjs';
import { run } from './command.mjs';

const MARK = 'cdk8s-redis-cluster/clients';
const SHARDS = 3;
export const WATCH = 120; // seconds after the servers' return that clients have for theirs: longer is never
const AFTER = 10; // seconds that are watched once all are back
const WARM = 35; // seconds that clients have run before addresses change: longer than DNS servers remember a name

/** What happens to the cluster. Each time clients are new, and have run for `warm` seconds. */
export const EVENTS = [
  { id: 'handover', warm: 10, deed: (cluster) => cluster.handOver() },
  { id: 'deleted', warm: WARM, deed: (cluster) => cluster.deleteAll() },
  // Too short for a master to hand over: all are gone at once. Unlike a deletion by force it leaves no old server on the volume of a new one.
  { id: 'lost', warm: WARM, deed: (cluster) => cluster.deleteAll('--grace-period=1') },
];

export class Scene {
  constructor({ engine, endpoint, hosts, kinds, leavings }) {
    Object.assign(this, { endpoint, hosts, leavings });
    this.namespace = `clients-${endpoint}`;
    this.cluster = new Cluster(this.namespace, engine, endpoint);
    this.clients = kinds.flatMap((kind) => [false, true].map((documented) => new Client(this.namespace, kind, documented)));
    this.load = 0;
  }

  /** Plays the events so many times: [{ client, event, outage, ...account }]. */
  async play(rounds) {
    const remove = this.leavings.add(() => this.remove());
    try {
      // One of that name that is there already and not ours stays, and ends this.
      const labels = { [MARK]: this.namespace, 'pod-security.kubernetes.io/enforce': 'restricted' };
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } };
      await run('kubectl', ['create', '-f', '-'], { input: JSON.stringify(namespace) });
      await this.prepare();
      const results = [];
      for (let round = 0; round < rounds; round++) for (const event of EVENTS) results.push(...(await this.perform(event)));
      return results;
    } finally {
      await remove();
    }
  }

  async prepare() {
    await this.cluster.form();
    this.keys = await this.cluster.keys();
    const pods = this.clients.map((client) => JSON.stringify(client.pod())).join('\n');
    await this.cluster.kubectl(['apply', '-f', '-'], { input: pods });
    const names = this.clients.map(({ name }) => `pod/${name}`);
    await this.cluster.kubectl(['wait', '--for=condition=Ready', ...names, '--timeout=240s'], { seconds: 250 });
    // One after the other: all at once are in each other's way.
    for (const client of this.clients) await client.fill();
  }

  async perform({ id, warm, deed }) {
    const begun = Date.now();
    for (const client of this.clients) client.start(this.hosts, this.cluster.port, this.keys);
    await this.allServed(begun, 60);
    await sleep(warm * 1000);
    const { asked, healthy } = await deed(this.cluster);
    const outage = (healthy - asked) / 1000;
    this.note(`${id}: healthy ${outage.toFixed(1)} s later`);
    await this.allServed(healthy, WATCH).catch((error) => this.note(error.message));
    await sleep(AFTER * 1000);
    const until = Date.now();
    await Promise.all(this.clients.map((client) => client.stop()));
    return this.clients.map((client) => {
      const result = account(client.known(SHARDS), SHARDS, asked, until, healthy);
      return { client, event: id, outage, ...result, back: result.back > WATCH ? Infinity : result.back };
    });
  }

  /** Waits until every client has written to every shard since then. */
  allServed(moment, seconds) {
    return eventually('all clients to write to all shards', seconds, () => {
      this.load = Math.max(this.load, loadavg()[0]);
      const late = this.clients.filter((client) => !servedSince(client.known(SHARDS), SHARDS, moment));
      if (!late.length) return true;
      throw new Error(late.map(({ name, over, said }) => `${name}${over ? ` has ended: ${said.trim()}` : ''}`).join(', '));
    });
  }

  /** How far it is, for whoever waits. */
  note(text) {
    console.error(`${this.endpoint}: ${text}`);
  }

  async remove() {
    for (const client of this.clients) client.kill();
    await this.cluster.end();
    await run('kubectl', ['delete', 'namespace', '-l', `${MARK}=${this.namespace}`, '--timeout=180s'], { seconds: 190 });
  }
}
