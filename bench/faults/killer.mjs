// Kills the processes of containers with signal 9, from outside of them: within a container nobody can (the first process of a PID namespace ignores it).
// One pod per Kubernetes node, which sees the node's processes; so this needs the right to run such pods, and no other access to the nodes.
import { Pods, eventually, kubectl } from './kube.mjs';

const NAMESPACE = 'faults-killer';
const labels = { app: 'killer' };

// A container's processes have its id in the name of their cgroup. Some have ended by themselves meanwhile; that the container did is seen afterwards.
const KILL = 'kill -9 $(for id in "$@"; do grep -ls "$id" /proc/[0-9]*/cgroup; done | cut -d/ -f3) 2> /dev/null || true';

export class Killer {
  constructor(image) {
    this.image = image;
  }

  async start() {
    const container = {
      name: 'killer',
      image: this.image,
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { runAsUser: 0 },
    };
    const template = {
      metadata: { labels },
      spec: { hostPID: true, terminationGracePeriodSeconds: 0, tolerations: [{ operator: 'Exists' }], containers: [container] },
    };
    const objects = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } },
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'killer', namespace: NAMESPACE },
        spec: { selector: { matchLabels: labels }, template },
      },
    ];
    // What an earlier run has left may be on its way out.
    await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--timeout=120s']);
    await kubectl(['apply', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n'));
    await kubectl(['-n', NAMESPACE, 'rollout', 'status', 'daemonset/killer', '--timeout=120s']);
    this.pods = new Pods(NAMESPACE);
  }

  /** Kills the containers of these pods, as nearly at once as one command per node can. */
  async kill(pods) {
    const byNode = new Map();
    for (const pod of pods) byNode.set(pod.node, [...(byNode.get(pod.node) ?? []), pod.instance.replace(/.*\/\//, '')]);
    await Promise.all([...byNode].map(([node, ids]) => this.killOn(node, ids)));
  }

  async killOn(node, ids) {
    const pod = await eventually(`a killer on ${node}`, 60, () =>
      [...this.pods.known.values()].find((each) => each.node === node && each.ready && !each.going),
    );
    await kubectl(['-n', NAMESPACE, 'exec', pod.name, '--', 'sh', '-c', KILL, 'sh', ...ids]);
  }

  async end() {
    this.pods.end();
    await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']);
  }
}
