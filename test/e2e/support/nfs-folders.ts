import { kubectl } from './kubectl';
import { Namespace } from './namespace';

/**
 * The folders on the NFS server, made as an administrator of the server makes them: by root, for user and group 999. A pod does it, with the server's root
 * mounted, in a namespace without the limits that clusters live in.
 */
export class NfsFolders {
  private readonly namespace = new Namespace('e2e-nfs-administrator', 'privileged');

  constructor(
    private readonly server: string,
    private readonly path: string,
  ) {}

  /** Begins with what an earlier run left behind: nothing. */
  async start(): Promise<void> {
    await this.namespace.make();
    await this.namespace.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'administrator' }, spec: pod(this.server) });
    await this.namespace.waitFor('Ready', 240, 'pod/administrator');
    await this.run(`rm -rf /server${this.path} && mkdir -p /server${this.path}`);
  }

  async make(names: string[]): Promise<void> {
    await this.run(`cd /server${this.path} && install -d -o 999 -g 999 -m 750 ${names.join(' ')}`);
  }

  async list(name: string): Promise<string[]> {
    return (await this.run(`ls /server${this.path}/${name}`)).split('\n');
  }

  async end(): Promise<void> {
    await this.namespace.remove('--wait=false');
  }

  private run(script: string): Promise<string> {
    return kubectl(['--namespace', this.namespace.name, 'exec', 'administrator', '--', 'sh', '-c', script]);
  }
}

function pod(server: string): object {
  return {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'administrator',
        image: 'redis:8.0',
        imagePullPolicy: 'IfNotPresent',
        command: ['sleep', 'infinity'],
        volumeMounts: [{ name: 'server', mountPath: '/server' }],
      },
    ],
    volumes: [{ name: 'server', nfs: { server, path: '/' } }],
  };
}
