// Kubernetes, through kubectl and KUBECONFIG.
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs kubectl and returns its standard output; what it says otherwise is in the error. */
export function kubectl(args, input = '') {
  return run('kubectl', args, input);
}

export function run(program, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${(stderr || error.message).trim()}`));
      else resolve(stdout);
    });
    child.stdin.end(input);
  });
}

export { sleep };

/** The Kubernetes nodes that pods can run on. */
export async function clusterNodes() {
  const { items } = JSON.parse(await kubectl(['get', 'nodes', '-o', 'json']));
  return items.filter(({ spec }) => !spec.unschedulable && !spec.taints?.length).map(({ metadata }) => metadata.name);
}

/** Waits until the question has an answer, asking several times a second. What it threw or said last is in the error when time is up. */
export async function eventually(what, seconds, ask) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let last = '';
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = `: ${error.message}`;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s${last}`);
    await sleep(200);
  }
}

/** The pods of a namespace, followed by one long-lived `kubectl get --watch`: asking costs nothing, and each change is known when it happens. */
export class Pods {
  constructor(namespace) {
    this.namespace = namespace;
    this.known = new Map();
    this.follow();
  }

  follow() {
    const child = spawn('kubectl', ['-n', this.namespace, 'get', 'pods', '--watch', '--output-watch-events', '-o', 'json']);
    createInterface({ input: child.stdout }).on('line', (event) => this.take(JSON.parse(event)));
    child.on('close', () => {
      if (this.ended) return;
      // A new watch begins with all that there is; what went away meanwhile it does not say.
      this.known.clear();
      setTimeout(() => this.follow(), 200);
    });
    this.child = child;
  }

  take({ type, object }) {
    // A watch that has become too old says so in an object of its own, and ends.
    if (object.kind !== 'Pod') return;
    const { name, uid } = object.metadata;
    const before = this.known.get(name);
    if (type === 'DELETED') {
      if (before?.uid === uid) this.known.delete(name);
      return;
    }
    const container = object.status.containerStatuses?.[0] ?? {};
    const running = Boolean(container.state?.running);
    const instance = running ? container.containerID : '';
    this.known.set(name, {
      name,
      uid,
      running,
      instance,
      // When this container was first seen to run, by our own clock.
      runsSince: running ? (before?.instance === instance ? before.runsSince : Date.now()) : undefined,
      ip: object.status.podIP,
      node: object.spec.nodeName,
      cluster: object.metadata.labels?.['app.kubernetes.io/instance'],
      component: object.metadata.labels?.['app.kubernetes.io/component'],
      ready: object.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false,
      going: Boolean(object.metadata.deletionTimestamp),
      restarts: container.restartCount ?? 0,
    });
  }

  get(name) {
    return this.known.get(name);
  }

  of(cluster, component) {
    return [...this.known.values()]
      .filter((pod) => pod.cluster === cluster && pod.component === component)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  end() {
    this.ended = true;
    this.child.kill();
  }
}
