import { Namespace } from './namespace';

/** A pod with redis-cli, which follows redirections as `redis-cli -c` does. */
export class CliPod {
  constructor(
    private readonly namespace: Namespace,
    private readonly name = 'cli',
  ) {}

  async start(): Promise<void> {
    await this.namespace.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: this.name }, spec: SPEC });
    await this.namespace.waitFor('Ready', 240, `pod/${this.name}`);
  }

  /** Writes so many keys through the host, over one connection, and reads them all again: how many have the value they were given. */
  async writeAndRead(host: string, port: number, keys: number): Promise<number> {
    // Redirections are told on standard output as well.
    const script = `
      numbers() { i=0; while [ $i -lt ${keys} ]; do echo "$1$i$2"; i=$((i + 1)); done; }
      cli() { redis-cli -c -h ${host} -p ${port}; }
      numbers 'SET cli:' ' value' | cli >/dev/null
      numbers 'GET cli:' '' | cli | grep -cx 'value'`;
    return Number(await this.namespace.kubectl('exec', this.name, '--', 'sh', '-c', script));
  }
}

const SPEC = {
  terminationGracePeriodSeconds: 1,
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'cli',
      image: 'redis:8.0',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    },
  ],
};
