// One real server as a pod runs it: started by the package's own start.sh, at an address of 127.0.0.0/8. It dies with the test's process, however that dies (pdeathsig).
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions } from 'node:tls';
import Redis from 'ioredis';
import { RedisCluster, type Auth } from '../../src';
import { authEnv, refusesNameless, renderUsers } from '../../src/render/auth';
import { chart, object } from '../synth';

export const PORT = 7379;
export const SCRIPTS = join(__dirname, '../../src/scripts');

/** What the package renders for any server, but for what each has of its own here. */
const RENDERED = rendered().filter((line) => !/^(#.*|port .*|cluster-port .*|bind .*|dir .*|cluster-config-file .*|)$/.test(line));

function rendered(): string[] {
  const scope = chart();
  new RedisCluster(scope, 'cache');
  return object(scope, 'ConfigMap', 'cache-config').data['redis.conf'].split('\n');
}

export interface PodOptions {
  /** Their headless Service. Default: cache-nodes. */
  readonly service?: string;
  /** Servers as someone's own manifest starts them: no announced host name, none of our scripts. */
  readonly classic?: boolean;
  /** A folder with the certificates, as the Secret is mounted. */
  readonly tls?: string;
  /** The Kubernetes node that each is on, in order. Default: node1. */
  readonly nodes?: readonly string[];
  /** More lines of redis.conf, for every server. */
  readonly config?: readonly string[];
  readonly auth?: Auth;
  /** The folder all of whose modules are loaded. */
  readonly modules?: string;
  /** What their Secrets have at first: `secret/key`, and the value. */
  readonly secrets?: Secrets;
}

export type Secrets = Readonly<Record<string, string>>;

export interface NodeLine {
  readonly id: string;
  readonly address: string;
  readonly host: string;
  readonly flags: string[];
  readonly primary: string;
  readonly epoch: number;
  readonly link: string;
  readonly slots: string[];
}

export class Pod {
  public server?: ChildProcess;
  public auth?: Auth;
  public log = '';
  /** Lines of redis.conf for this server's next start, the last one of a directive counts. */
  public config: readonly string[];
  /** Where the certificates are mounted at this server's next start, if it is encrypted. */
  public tls?: string;
  /** A folder whose programs stand before all others. */
  public programs?: string;
  /** As whom it is asked. */
  public credentials: { readonly username?: string; readonly password?: string } = {};

  public constructor(
    public readonly name: string,
    public readonly directory: string,
    public address: string,
    private readonly options: PodOptions,
  ) {
    this.auth = options.auth;
    this.config = options.config ?? [];
    this.tls = options.tls;
    if (options.secrets) this.mount(options.secrets);
  }

  public get service(): string {
    return this.options.service ?? 'cache-nodes';
  }

  public get domain(): string {
    return `${this.service}.test.svc.cluster.local`;
  }

  public get host(): string {
    return `${this.name}.${this.domain}`;
  }

  /** Starts the server and waits until it answers anything at all. The server of a moment, on which certificates are tried, is no node of a cluster. */
  public async start(): Promise<void> {
    mkdirSync(join(this.directory, 'data'), { recursive: true });
    mkdirSync(join(this.directory, 'run'), { recursive: true });
    mkdirSync(join(this.directory, 'memory'), { recursive: true });
    writeFileSync(join(this.directory, 'redis.conf'), this.configuration());
    if (this.auth) writeFileSync(join(this.directory, 'users'), renderUsers(this.auth));
    const command = this.options.classic ? ['redis-server', join(this.directory, 'redis.conf')] : ['sh', this.script('start.sh')];
    this.server = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.server.stdout, this.server.stderr]) stream?.on('data', (text: Buffer) => (this.log += text.toString()));
    const unready = this.tls === undefined ? /^no answer/ : /^no answer|cluster support disabled/;
    for (let tries = 0; unready.test(await this.ask('CLUSTER', 'INFO')); tries++) {
      if (tries === 800 || this.server.exitCode !== null) throw new Error(`${this.name} does not start: ${this.log}`);
      await sleep(50);
    }
  }

  /** What the kubelet makes of changed Secrets, at once. */
  public mount(secrets: Secrets): void {
    writeSecrets(join(this.directory, 'secrets'), secrets);
  }

  /** What was in memory goes with the pod, and not with its container. */
  public forget(): void {
    rmSync(join(this.directory, 'memory'), { recursive: true, force: true });
  }

  public async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
    // What runs beside it ends some seconds later.
    for (const stream of [server.stdout, server.stderr]) stream?.destroy();
  }

  public wipe(): void {
    rmSync(join(this.directory, 'data'), { recursive: true, force: true });
  }

  /** The reply as text; an error reply or no answer is text, too. */
  public async ask(command: string, ...words: string[]): Promise<string> {
    const client = this.client();
    let refusal = '';
    client.on('error', ({ message }) => (refusal ||= message));
    try {
      await client.connect();
      return String(await client.call(command, ...words));
    } catch (error) {
      const text = refusal || (error as Error).message;
      return /^[A-Z]+ /.test(text) ? text : `no answer: ${text}`;
    } finally {
      client.disconnect();
    }
  }

  /** A connection that lives on. */
  public async connect(): Promise<Redis> {
    const client = this.client();
    await client.connect();
    return client;
  }

  private client(): Redis {
    const client = new Redis({
      host: this.address,
      port: PORT,
      ...this.credentials,
      tls: this.tls === undefined ? undefined : this.trust(),
      lazyConnect: true,
      retryStrategy: () => null,
      enableReadyCheck: false,
      commandTimeout: 5000,
    });
    return client.on('error', () => {});
  }

  public async nodes(): Promise<NodeLine[]> {
    const lines = (await this.ask('CLUSTER', 'NODES')).trim().split('\n');
    return lines.map((line) => {
      const [id, where, flags, primary, , , epoch, link, ...slots] = line.split(' ');
      const [socket, host = ''] = where.split(',');
      return { id, address: socket.replace(/:\d+@\d+$/, ''), host, flags: flags.split(','), primary, epoch: Number(epoch), link, slots };
    });
  }

  public async myself(): Promise<NodeLine> {
    const mine = (await this.nodes()).find((node) => node.flags.includes('myself'));
    if (!mine) throw new Error(`${this.name} does not say who it is`);
    return mine;
  }

  /** What a client that trusts the mounted CA connects with. The servers are asked by address here, which no certificate names. */
  public trust(): ConnectionOptions {
    const read = (file: string) => readFileSync(join(this.tls!, file));
    return { ca: read('ca.crt'), cert: read('tls.crt'), key: read('tls.key'), checkServerIdentity: () => undefined };
  }

  /** A script of ours in this pod's environment, as the kubelet runs it. */
  public environment(): NodeJS.ProcessEnv {
    return {
      PATH: this.programs ? `${this.programs}:${process.env.PATH}` : process.env.PATH,
      POD_NAME: this.name,
      POD_IP: this.address,
      POD_NAMESPACE: 'test',
      NODE_NAME: this.options.nodes?.[Number(this.name.replace(/^.*-/, ''))] ?? 'node1',
      SERVICE_NAME: this.service,
      CLUSTER_DOMAIN: 'cluster.local',
      PORT: String(PORT),
      ...(this.tls === undefined ? {} : { ...encryption(this.tls, join(this.directory, 'run')), RENEW_SECONDS: '0.2' }),
      ANNOUNCE_NODE_NAME: 'no',
      ...(this.options.modules === undefined ? {} : { MODULES: this.options.modules }),
      RUN: join(this.directory, 'run'),
      CONFIG: join(this.directory, 'redis.conf'),
      DATA: join(this.directory, 'data'),
      SELF: this.address,
      ...(this.auth ? authEnvironment(this.auth, this.directory) : {}),
      ...resolving(dirname(this.directory)),
    };
  }

  // The ConfigMap of the data pods: scripts/node and lib.sh in one folder.
  private script(name: string): string {
    const mounted = join(this.directory, 'scripts');
    mkdirSync(mounted, { recursive: true });
    for (const folder of ['node', '.']) copyScripts(folder, mounted);
    return join(mounted, name);
  }

  private encrypted(): string[] {
    const run = join(this.directory, 'run');
    return [
      'port 0',
      `tls-port ${PORT}`,
      'tls-replication yes',
      'tls-cluster yes',
      `tls-cert-file ${run}/tls/tls.crt`,
      `tls-key-file ${run}/tls/tls.key`,
      `tls-ca-cert-file ${run}/tls/ca.crt`,
      `unixsocket ${run}/server.sock`,
    ];
  }

  private configuration(): string {
    const directive = (line: string): string => line.split(' ')[0];
    const own = new Set(this.config.map(directive));
    const usual = [
      ...(this.tls === undefined ? [`port ${PORT}`] : this.encrypted()),
      `bind ${this.address}`,
      // From a pod's address everything comes that it asks.
      `bind-source-addr ${this.address}`,
      `dir ${join(this.directory, 'data')}`,
      ...RENDERED,
      ...(this.auth && refusesNameless(this.auth) ? ['user default off'] : []),
      ...(this.options.classic ? [`cluster-announce-ip ${this.address}`] : []),
    ];
    return [...usual.filter((line) => !own.has(directive(line))), ...this.config, ''].join('\n');
  }
}

/** The scripts of one folder, into a folder as a ConfigMap is mounted. */
export function copyScripts(folder: string, mounted: string): void {
  for (const file of readdirSync(join(SCRIPTS, folder), { withFileTypes: true })) {
    if (file.isFile()) copyFileSync(join(SCRIPTS, folder, file.name), join(mounted, file.name));
  }
}

/** What a pod's variables say of its certificates. */
export function encryption(mounted: string, scratch: string): NodeJS.ProcessEnv {
  return { TLS_SECRET: 'cache-tls', TLS_DIR: join(scratch, 'tls'), TLS_MOUNT: mounted };
}

/** The mounted Secrets of a pod, each whole: what is not there any more is gone. */
export function writeSecrets(folder: string, secrets: Secrets): void {
  const next = `${folder}.next`;
  for (const [path, value] of Object.entries(secrets)) {
    mkdirSync(dirname(join(next, path)), { recursive: true });
    writeFileSync(join(next, path), value);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(next, folder);
}

/** What the scripts of a pod are told of passwords, with the mounted Secrets and the memory in its directory. */
export function authEnvironment(auth: Auth, directory: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(authEnv(auth).map(({ name, value }) => [name, value])),
    AUTH_SECRETS: join(directory, 'secrets'),
    AUTH_RUN: join(directory, 'memory'),
  };
}

/** The environment in which host names resolve as the cluster in this directory publishes them. */
export function resolving(directory: string): NodeJS.ProcessEnv {
  return { LD_PRELOAD: 'libnss_wrapper.so', NSS_WRAPPER_HOSTS: join(directory, 'hosts') };
}
