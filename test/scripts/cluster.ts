// Real servers as the pods of a StatefulSet: one address of 127.0.0.0/8 each, all on one port, started by the package's own start.sh.
// Host names are answered by nss_wrapper from a file, which a test may change at any time: stale DNS is one line.
// Every process dies with the test's process, however that dies (pdeathsig).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORT, Pod, type PodOptions } from './pod';

// The second byte of this process's addresses is whichever nobody has claimed yet by listening on its first address.
let claim: Promise<{ byte: number; server: Server }> | undefined;
let networks = 0;

async function claimAddresses(): Promise<{ byte: number; server: Server }> {
  for (let byte = 20; byte < 250; byte++) {
    const server = createServer();
    const taken = await new Promise((resolve) => {
      server.once('error', () => resolve(true)).listen(PORT, `127.${byte}.0.1`, () => resolve(false));
    });
    if (!taken) return { byte, server: server.unref() };
  }
  throw new Error('every 127.x.0.1 is taken');
}

export interface ClusterOptions extends PodOptions {
  readonly pods?: number;
  /** What the pods are called before their ordinal. Default: cache. */
  readonly names?: string;
}

export class Cluster {
  public readonly directory = mkdtempSync(join(tmpdir(), 'redis-cluster-'));
  public readonly pods: Pod[] = [];
  /** What the host names resolve to, where that is not the pod's address: empty for a name that does not resolve. */
  public readonly staleDns = new Map<string, string>();
  /** Whether DNS knows nothing at all any more. */
  public dnsIsDown = false;
  /** An address that the Service's name leads to as well. */
  public staleService?: string;
  private spare = 100;

  private constructor(
    private readonly network: string,
    options: ClusterOptions,
  ) {
    for (let i = 0; i < (options.pods ?? 6); i++) {
      const name = `${options.names ?? 'cache'}-${i}`;
      this.pods.push(new Pod(name, join(this.directory, name), `${network}.${i + 1}`, options));
    }
    this.publish();
  }

  /** Starts the pods and removes everything afterwards, whatever happens in between. */
  public static async with<T>(options: ClusterOptions, body: (cluster: Cluster) => Promise<T>): Promise<T> {
    const cluster = await Cluster.unstarted(options);
    try {
      await Promise.all(cluster.pods.map((pod) => pod.start()));
      return await body(cluster);
    } finally {
      await cluster.remove();
    }
  }

  public static async unstarted(options: ClusterOptions): Promise<Cluster> {
    claim ??= claimAddresses();
    return new Cluster(`127.${(await claim).byte}.${++networks}`, options);
  }

  public async remove(): Promise<void> {
    await Promise.all(this.pods.map((pod) => pod.stop()));
    // A child that rewrites the append-only file may outlive its server for a moment.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 10 });
  }

  /** An address that no pod has had. */
  public newAddress(): string {
    return `${this.network}.${this.spare++}`;
  }

  /** Restarts the pods side by side with addresses that they have not had. */
  public async move(...pods: Pod[]): Promise<void> {
    await Promise.all(pods.map((pod) => pod.stop()));
    for (const pod of pods) pod.address = this.newAddress();
    this.publish();
    await Promise.all(pods.map((pod) => pod.start()));
  }

  /** Writes DNS anew: to be called after addresses or staleDns changed. Pods of other clusters may have names in it as well. */
  public publish(others: readonly Pod[] = []): void {
    const resolved = [...this.pods, ...others].map(({ host, domain, address }) => ({ host, domain, address: this.staleDns.get(host) ?? address }));
    const lines = resolved.filter(({ address }) => address !== '').map(({ host, domain, address }) => `${address} ${host} ${host}. ${domain}\n`);
    if (this.staleService) lines.unshift(`${this.staleService} ${this.pods[0].domain}\n`);
    lines.push('127.0.0.1 kubernetes.default.svc.cluster.local\n');
    writeFileSync(join(this.directory, 'hosts'), this.dnsIsDown ? '' : lines.join(''));
  }

  public everywhere(command: string, ...words: string[]): Promise<string[]> {
    return Promise.all(this.pods.map((pod) => pod.ask(command, ...words)));
  }

  /** Which pod each pod replicates, by ordinal; a master by its slots. */
  public async shape(): Promise<string[]> {
    const mine = await Promise.all(this.pods.map((pod) => pod.myself()));
    return mine.map((node) => (node.primary === '-' ? node.slots.join(' ') : `-> ${mine.findIndex((other) => other.id === node.primary)}`));
  }

  /** The state once it has stood still for two seconds: gossip goes on after a manager is done. */
  public async restingState(): Promise<unknown> {
    let last: unknown;
    await eventually('the cluster is at rest', 60, async () => {
      const before = await this.state();
      await sleep(2000);
      last = await this.state();
      return JSON.stringify(before) === JSON.stringify(last);
    });
    return last;
  }

  /**
   * All that a manager could have changed: every node's configuration and view of the cluster without its clocks, and
   * how often it was told to change anything.
   */
  public async state(): Promise<unknown> {
    return Promise.all(
      this.pods.map(async (pod) => {
        const statistics = (await pod.ask('INFO', 'commandstats')).split('\r\n');
        const changing = /^cmdstat_(cluster\|(?!nodes|info|slots|shards|myid|links)|config\|(set|re)|replicaof|flush|debug|del|set|restore)/;
        return {
          pod: pod.name,
          told: statistics.filter((line) => changing.test(line)).map((line) => line.replace(/,.*/, '')),
          configuration: await pod.ask('CONFIG', 'GET', '*'),
          nodes: (await pod.nodes()).sort((a, b) => a.id.localeCompare(b.id)),
          keys: await pod.ask('DBSIZE'),
        };
      }),
    );
  }
}

/** Asks again until the condition holds; fails with the last finding after so many seconds. */
export async function eventually(what: string, seconds: number, condition: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const found = await condition();
    if (found === true) return;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}; ${JSON.stringify(found)}`);
    await sleep(100);
  }
}
