import { lookup } from 'node:dns';
import { ConnectionOptions } from 'node:tls';
import { Cluster, NatMap } from 'ioredis';

const PATIENCE = 90; // seconds: a busy DNS server alone may take half a minute

/** A client in cluster mode, once it knows the cluster: it learns of the other nodes from the one it is given, and tries again while that does not answer. */
export function connect(host: string, port: number, natMap?: NatMap, tls?: ConnectionOptions): Promise<Cluster> {
  const reasons = new Set<string>();
  const cluster = new Cluster([{ host, port }], {
    enableAutoPipelining: true,
    clusterRetryStrategy: () => 500,
    natMap,
    redisOptions: { tls },
    // What the client itself keeps silent about. Certificates have names, so with TLS a name stays one.
    dnsLookup: (name, callback) =>
      tls
        ? callback(null, name)
        : lookup(name, (error, address, family) => {
            if (error) reasons.add(String(error));
            callback(error, address, family);
          }),
  });
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => {
      const state = cluster.nodes().map(({ options, status }) => `${options.host} ${status}`);
      cluster.disconnect();
      reject(new Error(`no cluster at ${host}:${port} for ${PATIENCE} s: ${[cluster.status, ...reasons, ...state].join('; ')}`));
    }, PATIENCE * 1000);
    for (const event of ['error', 'node error']) cluster.on(event, (error: unknown) => reasons.add(String(error)));
    cluster.once('ready', () => {
      clearTimeout(tooLong);
      resolve(cluster);
    });
  });
}

/** Writes `key:0` and so on, each with its number for a value. */
export async function writeKeys(cluster: Cluster, count: number): Promise<void> {
  await Promise.all(numbers(count).map((number) => cluster.set(`key:${number}`, `${number}`)));
}

/** Reads them all again: how many have the value they were given. */
export async function readKeys(cluster: Cluster, count: number): Promise<number> {
  const values = await Promise.all(numbers(count).map((number) => cluster.get(`key:${number}`)));
  return values.filter((value, number) => value === `${number}`).length;
}

/** How many keys each master has. */
export async function keysPerMaster(cluster: Cluster): Promise<number[]> {
  return Promise.all(cluster.nodes('master').map((node) => node.dbsize()));
}

/** What became of writes to every shard. */
export interface Outcome {
  readonly written: number;
  /** How many of the acknowledged ones are gone. */
  readonly lost: number;
  /** The longest time, in seconds, that each shard took none. */
  readonly gaps: number[];
}

/** Writes to every master, one key after the other, for so many seconds; an error is tried again. Then reads all that was acknowledged. */
export async function load(cluster: Cluster, seconds: number): Promise<Outcome> {
  const end = Date.now() + seconds * 1000;
  const acknowledged: string[] = [];
  const gaps = await Promise.all((await tags(cluster)).map((tag) => writeUntil(cluster, end, tag, acknowledged)));
  const values = await Promise.all(acknowledged.map((key) => cluster.get(key)));
  return { written: acknowledged.length, lost: values.filter((value, index) => value !== acknowledged[index]).length, gaps };
}

/** For each master a hash tag that leads to it. */
async function tags(cluster: Cluster): Promise<string[]> {
  const found = new Map<string, string>();
  for (let number = 0; found.size < cluster.nodes('master').length; number++) {
    const slot = await cluster.cluster('KEYSLOT', `${number}`);
    found.set(cluster.slots[slot][0], `${number}`);
  }
  return [...found.values()];
}

async function writeUntil(cluster: Cluster, end: number, tag: string, acknowledged: string[]): Promise<number> {
  let longest = 0;
  let last = Date.now();
  for (let number = 0; Date.now() < end; number++) {
    const key = `{${tag}}:load:${number}`;
    if ((await cluster.set(key, key).catch(() => '')) === 'OK') {
      acknowledged.push(key);
      longest = Math.max(longest, Date.now() - last);
      last = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Math.max(longest, Date.now() - last) / 1000;
}

function numbers(count: number): number[] {
  return [...Array(count).keys()];
}
