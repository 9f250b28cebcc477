import { join } from 'node:path';
import { build } from 'esbuild';
import { Outcome } from '../client/keys';
import { Namespace } from './namespace';

/** How many of the keys a client read back, and how many each master has. */
export interface Found {
  readonly read: number;
  readonly perMaster: number[];
}

/** A pod with Node and ioredis, in the cluster's namespace or another one: connects as an application does. */
export class ClientPod {
  constructor(
    private readonly namespace: Namespace,
    private readonly name = 'client',
    private readonly labels: { [key: string]: string } = {},
    /** By whose files it connects with TLS. */
    private readonly tlsSecret?: string,
  ) {}

  async start(): Promise<void> {
    const { name, labels } = this;
    const meta = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name, labels } });
    await this.namespace.create({ ...meta('ConfigMap'), data: { 'main.js': await program() } }, { ...meta('Pod'), spec: pod(name, this.tlsSecret) });
    await this.namespace.waitFor('Ready', 240, `pod/${name}`);
  }

  /** Writes and reads the keys, or only reads them, through the host. */
  async run(what: 'write' | 'read', host: string, port: number, count: number): Promise<Found> {
    return this.main<Found>(what, host, `${port}`, `${count}`);
  }

  /** Writes to every shard for so many seconds, and says what became of that. */
  async load(host: string, port: number, seconds: number): Promise<Outcome> {
    return this.main('load', host, `${port}`, `${seconds}`);
  }

  /** Which of the hosts take a connection. */
  async reaches(hosts: string[], port: number): Promise<boolean[]> {
    return this.main<boolean[]>('reach', `${port}`, ...hosts);
  }

  /** From now on the pod carries these as well. */
  async label(labels: { [key: string]: string }): Promise<void> {
    await this.namespace.kubectl('label', `pod/${this.name}`, ...Object.entries(labels).map((pair) => pair.join('=')));
  }

  private async main<T>(...words: string[]): Promise<T> {
    return JSON.parse(await this.namespace.kubectl('exec', this.name, '--', 'node', '/client/main.js', ...words));
  }
}

/** Every key has been read back, and every shard has its part of them. */
export function expectAll(found: Found, keys: number, shards = 3): void {
  expect(found.read).toBe(keys);
  expect(found.perMaster).toHaveLength(shards);
  for (const share of found.perMaster) expect(share).toBeGreaterThan(keys / shards / 2);
}

/** The client's program and all that it needs in one file. */
async function program(): Promise<string> {
  const entry = join(__dirname, '..', 'client', 'main.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, platform: 'node', target: 'node20', minify: true, write: false });
  return outputFiles[0].text;
}

const pod = (configMap: string, tlsSecret?: string) => ({
  terminationGracePeriodSeconds: 1,
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'client',
      image: 'node:24-bookworm-slim',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'client', mountPath: '/client' }, ...(tlsSecret ? [{ name: 'tls', mountPath: '/tls' }] : [])],
    },
  ],
  volumes: [{ name: 'client', configMap: { name: configMap } }, ...(tlsSecret ? [{ name: 'tls', secret: { secretName: tlsSecret } }] : [])],
});
