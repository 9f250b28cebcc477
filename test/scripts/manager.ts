// Runs manage.sh against a cluster of real servers, as the Job's pod does: its ConfigMap in one folder, scratch space in another.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Auth } from '../../src';
import { type Cluster, eventually } from './cluster';
import { PORT, authEnvironment, copyScripts, encryption, resolving, writeSecrets, type Secrets } from './pod';

export interface ManagerOptions {
  /** Default: form. */
  readonly mode?: 'form' | 'keep';
  readonly shards?: number;
  readonly replicas?: number;
  /** Seconds that the manager waits for pods. */
  readonly wait?: number;
  /** Milliseconds. */
  readonly nodeTimeout?: number;
  readonly announced?: boolean;
  /** How many quarters of a second it waits for all names at first. Default: 0, these are known from the start. */
  readonly firstLook?: number;
  /** A folder with the certificates, as the Secret is mounted, and the names that they should have. */
  readonly tls?: string;
  readonly tlsNames?: string;
  /** The pods of the other layout. */
  readonly others?: readonly string[];
  readonly swapReplicas?: boolean;
  /** What it does by itself about a shard of which nothing is left. Default: manual. */
  readonly onShardLoss?: 'manual' | 'recreateEmpty';
  /** And about a majority of the masters that is gone, after so many seconds. Default: wait. */
  readonly onQuorumLoss?: 'wait' | 'takeOver';
  readonly takeOverAfter?: number;
  /** How many seconds its plan takes for a minute. Default: 60. */
  readonly minute?: number;
  /** For which shape its pod was made. Default: whichever is mounted first. */
  readonly madeFor?: string;
  /** NODE=ZONE NODE=ZONE ... */
  readonly zones?: string;
  /** The shell that runs it, with its arguments. */
  readonly shell?: readonly string[];
  /** Programs that stand before all others in PATH: name -> program. */
  readonly programs?: Readonly<Record<string, string>>;
  /** There are no others. */
  readonly alone?: boolean;
  /** What its mounted Secrets have, where the servers want passwords. */
  readonly secrets?: Secrets;
  /** Kill it, and all that it started, right after so many commands that change something. */
  readonly killAfter?: number;
  /** Run this instead: a command of the shell. */
  readonly kill?: string;
}

/** The hash of the shape that is mounted at first. */
export const OWN_SHAPE = '0123456789abcdef';

export class Manager {
  public output = '';
  public readonly ended: Promise<number | null>;
  private readonly directory: string;
  private readonly session: number;

  public constructor(
    private readonly cluster: Cluster,
    private readonly options: ManagerOptions = {},
  ) {
    this.directory = mkdtempSync(join(cluster.directory, 'manager-'));
    const mounted = join(this.directory, 'mounted');
    mkdirSync(mounted);
    mkdirSync(join(this.directory, 'work'));
    mkdirSync(join(this.directory, 'memory'));
    if (options.secrets) this.mount(options.secrets);
    for (const folder of ['manager', 'manager/plan', '.']) copyScripts(folder, mounted);
    if (options.minute !== undefined) this.hurry(options.minute);
    this.writeShape(OWN_SHAPE);

    const [shell, ...words] = options.shell ?? ['sh'];
    // A session of its own: it is killed as a whole, as a container is.
    const command = [pathOf(shell), ...words, join(mounted, 'manage.sh'), options.mode ?? 'form'];
    const manager = spawn(pathOf('setpriv'), ['--pdeathsig', 'TERM', pathOf('sh'), join(__dirname, 'leash.sh'), ...command], {
      env: this.environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (!manager.pid) throw new Error('the manager does not start');
    this.session = manager.pid;
    for (const stream of [manager.stdout, manager.stderr]) stream.on('data', (text: Buffer) => (this.output += text.toString()));
    // What it had started outlives it otherwise, when it was killed alone, and holds its output open.
    manager.once('exit', () => this.kill());
    this.ended = new Promise((resolve) => manager.once('close', resolve));
  }

  /** Waits until it ends by itself; kills it when that takes too long. Resolves to its exit code, null when it was killed. */
  public async end(seconds = 100): Promise<number | null> {
    const limit = new AbortController();
    const tooLong = sleep(1000 * seconds, 'too long' as const, { signal: limit.signal }).catch(() => null);
    const code = await Promise.race([this.ended, tooLong]);
    limit.abort();
    if (code !== 'too long') return code;
    this.kill();
    throw new Error(`the manager still runs after ${seconds} s: ${this.output}`);
  }

  /** Again until nobody is left: what is started while the others are being killed is not among them. */
  public kill(): void {
    for (let tries = 0; tries < 100; tries++) {
      if (spawnSync('pkill', ['-KILL', '--runstates', 'R,S,D,T', '--session', String(this.session)]).status !== 0) return;
    }
  }

  public says(text: string, seconds = 60): Promise<void> {
    return eventually(`the manager says ${text}`, seconds, async () => this.output.includes(text) || `it says ${this.output}`);
  }

  /** The commands that changed something, in order, when it runs with killAfter. */
  public changes(): string[] {
    return readFileSync(join(this.directory, 'passed'), 'utf8').trim().split('\n');
  }

  /** What the kubelet makes of changed Secrets, at once. */
  public mount(secrets: Secrets): void {
    writeSecrets(join(this.directory, 'secrets'), secrets);
  }

  /** What `kubectl apply` of another shape does to the mounted file. */
  public writeShape(hash: string): void {
    const { shards = 3, replicas = 1, wait = 90, nodeTimeout = 5000, announced = true, others = [], swapReplicas = false, zones = '' } = this.options;
    const { onShardLoss = 'manual', onQuorumLoss = 'wait', takeOverAfter = '' } = this.options;
    const shape = {
      SHAPE_HASH: hash,
      NAME: 'cache',
      PODS: this.cluster.pods.map((pod) => pod.name).join(' '),
      OTHERS: others.join(' '),
      SERVICE: this.cluster.pods[0].service,
      CLUSTER_DOMAIN: 'cluster.local',
      PORT,
      SHARDS: shards,
      REPLICAS: replicas,
      NODE_TIMEOUT: nodeTimeout,
      WAIT: wait,
      ANNOUNCED: announced ? 'yes' : 'no',
      TLS_NAMES: this.options.tlsNames ?? 'cache',
      ANNOUNCED_TO_CLIENTS: 'yes',
      TLS_WARN_SECONDS: 1_209_600,
      ON_SHARD_LOSS: onShardLoss,
      ON_QUORUM_LOSS: onQuorumLoss,
      TAKE_OVER_AFTER: takeOverAfter,
      SWAP_REPLICAS: swapReplicas ? 'yes' : 'no',
      ZONES: zones,
    };
    const lines = Object.entries(shape).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(join(this.directory, 'mounted', 'shape'), lines.join(''));
  }

  /** What its readiness probe finds. */
  public get isHealthy(): boolean {
    return existsSync(join(this.directory, 'work', 'healthy'));
  }

  /** What its liveness probe finds. */
  public get isAlive(): boolean {
    const env = { PATH: process.env.PATH, WORK: join(this.directory, 'work') };
    return spawnSync(pathOf('sh'), [join(this.directory, 'mounted', 'manage.sh'), 'alive'], { env }).status === 0;
  }

  /** When it last said that it lives, in seconds. */
  public get lookedAt(): number {
    return Number(readFileSync(join(this.directory, 'work', 'looked'), 'utf8'));
  }

  private hurry(minute: number): void {
    const mounted = join(this.directory, 'mounted');
    for (const file of readdirSync(mounted).filter((name) => name.endsWith('.awk'))) {
      writeFileSync(join(mounted, file), readFileSync(join(mounted, file), 'utf8').replace(/\b60\b/g, String(minute)));
    }
  }

  private get auth(): Auth | undefined {
    return this.cluster.pods[0].auth;
  }

  private environment(): NodeJS.ProcessEnv {
    const programs = join(this.directory, 'bin');
    mkdirSync(programs);
    const { killAfter, programs: wanted = {}, alone } = this.options;
    for (const [name, program] of Object.entries(wanted)) symlinkSync(program, join(programs, name));
    if (killAfter) symlinkSync(join(__dirname, 'killing-cli.sh'), join(programs, 'redis-cli'));
    writeFileSync(join(this.directory, 'passed'), '');
    return {
      PATH: alone ? programs : `${programs}:${process.env.PATH}`,
      POD_NAMESPACE: 'test',
      WORK: join(this.directory, 'work'),
      FIRST_LOOK: `${this.options.firstLook ?? 0}`,
      ...(this.options.madeFor === undefined ? {} : { EXPECTED_HASH: this.options.madeFor }),
      ...(this.options.tls === undefined ? {} : encryption(this.options.tls, join(this.directory, 'work'))),
      ...resolving(this.cluster.directory),
      ...(this.auth ? authEnvironment(this.auth, this.directory) : {}),
      REAL_CLI: pathOf('redis-cli'),
      KILL_AFTER: String(killAfter),
      ...(this.options.kill === undefined ? {} : { KILL: this.options.kill }),
      PASSED: join(this.directory, 'passed'),
    };
  }
}

export function pathOf(program: string): string {
  const found = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
  if (!found) throw new Error(`${program} is not installed`);
  return found;
}

/** Runs the manager to its end. */
export async function manage(cluster: Cluster, options: ManagerOptions = {}): Promise<{ code: number | null; output: string }> {
  const manager = new Manager(cluster, options);
  const code = await manager.end();
  return { code, output: manager.output };
}

/** Every node says ok, sees every other connected at its address, and no replica's link is down; nothing temporary is left. */
export async function problemsOf(cluster: Cluster, nodeTimeout = 5000): Promise<string[]> {
  const problems: string[] = [];
  for (const pod of cluster.pods) {
    const state = await pod.ask('CLUSTER', 'INFO');
    if (!state.includes('cluster_state:ok')) problems.push(`${pod.name} is not ok`);
    if ((await pod.ask('INFO', 'replication')).includes('master_link_status:down')) problems.push(`${pod.name} has no link to its master`);
    const timeout = await pod.ask('CONFIG', 'GET', 'cluster-node-timeout');
    if (timeout !== `cluster-node-timeout,${nodeTimeout}`) problems.push(`${pod.name} has ${timeout}`);
    const delay = await pod.ask('CONFIG', 'GET', 'repl-diskless-sync-delay');
    if (delay !== 'repl-diskless-sync-delay,0') problems.push(`${pod.name} has ${delay}`);
    const nodes = await pod.nodes();
    for (const other of cluster.pods) {
      const seen = nodes.find((node) => node.address === other.address);
      if (!seen) problems.push(`${pod.name} does not know ${other.name}`);
      else if (seen.link !== 'connected' || seen.flags.some((flag) => flag.startsWith('fail')))
        problems.push(`${pod.name} sees ${other.name} as ${seen.flags}`);
      else if (seen.host !== '' && seen.host !== other.host) problems.push(`${pod.name} calls ${other.name} ${seen.host}`);
    }
    if (nodes.length !== cluster.pods.length) problems.push(`${pod.name} knows ${nodes.length} nodes`);
  }
  return problems;
}
