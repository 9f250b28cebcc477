// Writes to every shard, in two ways, and keeps account of what was acknowledged:
//   - as an application does, by a stock cluster client (ioredis), one writer per shard, each write tried again once after an error;
//   - every 40 ms to every server directly, each write followed by WAIT 1: what the servers offer, whatever a client makes of it.
import { setInterval, clearInterval } from 'node:timers';
import { Cluster } from 'ioredis';
import { Connections } from './connection.mjs';
import { Gaps } from './gaps.mjs';
import { sleep } from './kube.mjs';

const BEAT = 40; // ms
const PAUSE = 10; // ms between two writes of an application
const WAIT = 30; // ms that WAIT 1 waits
const BATCH = 500;
const STUCK = 60_000; // ms until a write of an application that is neither answered nor refused counts as an error

export class Load {
  /** `tags`: for each shard a hash tag whose slot it owns. `service`: the address of the Service. */
  constructor(pods, names, tags, service, login) {
    Object.assign(this, { pods, names, tags, service, login });
    this.connections = new Connections(pods, names, login);
    this.direct = new Gaps(tags.length);
    this.client = new Gaps(tags.length);
    this.written = [];
    this.errors = 0;
    this.uncured = 0;
    this.late = 0;
    this.sequence = 0;
    this.busy = new Set();
    this.ended = new Set();
    this.cluster = this.connect();
  }

  connect() {
    const addresses = this.names.map((name) => this.pods.get(name)?.ip).filter(Boolean);
    const cluster = new Cluster(
      [this.service, ...addresses].map((host) => ({ host, port: 6379 })),
      { redisOptions: { ...this.login, commandTimeout: 1000 } },
    );
    return cluster.on('error', () => {});
  }

  start() {
    this.going = true;
    let last = Date.now();
    this.timer = setInterval(() => {
      this.late = Math.max(this.late, Date.now() - last - BEAT);
      last = Date.now();
      this.sequence++;
      for (const name of this.names) void this.beat(name);
    }, BEAT);
    this.writers = this.tags.map((tag, shard) => this.write(tag, shard));
  }

  async stop() {
    this.going = false;
    clearInterval(this.timer);
    // ioredis queues without end what it finds no server for.
    await Promise.race([Promise.all(this.writers), sleep(STUCK, undefined, { ref: false })]);
    this.tags.forEach((_, shard) => this.ended.has(shard) || this.giveUp(shard));
    this.connections.end();
  }

  giveUp(shard) {
    this.errors++;
    this.uncured++;
    this.lastError = `a write to shard ${shard} was neither answered nor refused within ${STUCK / 1000} s`;
  }

  end() {
    this.cluster.disconnect();
  }

  /** One write for each shard to one server: who does not own the slot says so. Each server gets keys of its own, or a second owner would hide a loss. */
  async beat(name) {
    const connection = this.connections.to(name);
    if (!connection?.open || this.busy.has(connection)) return;
    this.busy.add(connection);
    const accepted = [];
    const writes = this.tags.map(async (tag, shard) => {
      const key = `{${tag}}:${name}:${this.sequence}`;
      await connection.ask('SET', key, key);
      this.direct.taken(shard);
      accepted.push({ shard, key, waited: false });
    });
    const copies = connection.ask('WAIT', 1, WAIT).catch(() => 0);
    await Promise.allSettled(writes);
    const waited = Number(await copies) >= 1;
    for (const write of accepted) this.written.push({ ...write, waited });
    this.busy.delete(connection);
  }

  async write(tag, shard) {
    for (let number = 0; this.going; number++) {
      const key = `{${tag}}:client:${number}`;
      if ((await this.tryTwice(key)) === 'OK') {
        this.client.taken(shard);
        this.written.push({ shard, key, waited: false });
      }
      await sleep(PAUSE);
    }
    this.ended.add(shard);
  }

  async tryTwice(key) {
    try {
      return await this.cluster.set(key, key);
    } catch {
      this.errors++;
    }
    await sleep(100);
    try {
      return await this.cluster.set(key, key);
    } catch (error) {
      this.uncured++;
      this.lastError = error.message;
      return error;
    }
  }

  /**
   * Of the writes that were acknowledged from the given one on: which are gone? A client of its own asks: one whose server went silently still waits for it.
   */
  async missing(from = 0) {
    const client = this.connect();
    try {
      const gone = [];
      for (let shard = 0; shard < this.tags.length; shard++) {
        const writes = this.written.slice(from).filter((write) => write.shard === shard);
        for (let first = 0; first < writes.length; first += BATCH) {
          const batch = writes.slice(first, first + BATCH);
          const values = await client.mget(batch.map(({ key }) => key));
          batch.forEach((write, i) => values[i] === write.key || gone.push(write));
        }
      }
      return gone;
    } finally {
      client.disconnect();
    }
  }
}
