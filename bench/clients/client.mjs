// One client in a pod of its own: given its program, started, listened to.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipe } from './command.mjs';

const PACE = 100; // ms between two writes
export const LIMIT = 20_000; // ms: a write that has not ended by then hangs
// kubectl 1.37 brings nothing more into a pod, the end of its input included, once it has been given none for a minute.
const PULSE = 10_000; // ms

export class Client {
  constructor(namespace, kind, documented) {
    Object.assign(this, { namespace, kind, documented });
    this.name = `${kind.id}-${documented ? 'documented' : 'default'}`;
  }

  pod() {
    const container = {
      name: 'client',
      image: this.kind.image,
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'client', mountPath: '/client' }],
    };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: this.name },
      spec: {
        terminationGracePeriodSeconds: 1,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container],
        volumes: [{ name: 'client', emptyDir: {} }],
      },
    };
  }

  exec(...command) {
    return ['kubectl', '-n', this.namespace, 'exec', '-i', this.name, '--', ...command];
  }

  /** Brings the program into the pod. Entry by entry: the folder itself is not the client's. */
  async fill() {
    const { folder } = this.kind;
    await pipe(['tar', '-c', '-C', folder, ...readdirSync(folder)], this.exec('tar', '-x', '-C', '/client'), 120);
  }

  /** Begins to write these keys, in turn. */
  start(hosts, port, keys) {
    this.writes = [];
    this.said = '';
    this.ahead = Infinity;
    const [program, ...args] = this.exec(...this.kind.command);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    this.over = false;
    this.closed = new Promise((resolve) => child.on('close', resolve).on('error', resolve)).then(() => (this.over ||= this.child === child));
    child.stdin.on('error', () => {});
    child.stderr.on('data', (text) => (this.said = `${this.said}${text}`.slice(-2000)));
    createInterface({ input: child.stdout }).on('line', (line) => this.take(line));
    child.stdin.write(`${JSON.stringify({ hosts, port, keys, pace: PACE, limit: LIMIT, documented: this.documented })}\n`);
    this.pulse = setInterval(() => child.stdin.write('\n'), PULSE);
  }

  /** The pod may have another clock: a line comes a moment after its write has ended, never before. */
  take(line) {
    // The last one of a client that was killed may be half a line.
    if (!/^\[.*\]$/.test(line)) return;
    const [number, begun, ended, result] = JSON.parse(line);
    this.ahead = Math.min(this.ahead, Date.now() - ended);
    this.writes.push({ number, begun, ended, result });
  }

  /** The writes of which it is known what became of them, by this machine's clock, each with its shard: keys go round the shards. */
  known(shards) {
    return this.writes.map(({ number, begun, ended, result }) => ({
      shard: number % shards,
      begun: begun + this.ahead,
      ended: ended + this.ahead,
      result,
    }));
  }

  /** No new writes; those under way end, or count as hanging. */
  async stop() {
    if (!this.child) return;
    clearInterval(this.pulse);
    this.child.stdin.end();
    const late = sleep(LIMIT + 10_000, 'late', { ref: false });
    if ((await Promise.race([this.closed, late])) === 'late') {
      console.error(`${this.name} does not end by itself`);
      this.kill();
    }
    this.child = undefined;
  }

  kill() {
    clearInterval(this.pulse);
    this.child?.kill('SIGKILL');
  }
}
