import { eventually } from './eventually';
import { Manifest, nameOf } from './manifests';
import { Namespace } from './namespace';

/** A cluster of three shards with a replica each as it is born where nobody knows where its pods are. */
export const BORN = ['master 0-5460', 'master 5461-10922', 'master 10923-16383', 'replica of 0', 'replica of 1', 'replica of 2'];

/** A cluster in a namespace: what its Job said and what its servers say. */
export class Cluster {
  constructor(
    readonly namespace: Namespace,
    readonly name: string,
    private readonly cli = 'redis-cli',
    /** The name of a pod; they are in the order of their roles. */
    readonly podOf: (ordinal: number) => string = (ordinal) => `${name}-${ordinal}`,
  ) {}

  /** The name that a pod announces. */
  hostOf(ordinal: number): string {
    return `${this.podOf(ordinal)}.${this.name}-nodes.${this.namespace.name}.svc.cluster.local`;
  }

  /** Waits for the manifest's Job and returns its log. */
  async formed(manifest: string, seconds = 240): Promise<string> {
    const job = nameOf('Job', manifest);
    const end = await eventually(`the end of Job ${job}`, seconds, async () => {
      const conditions: { type: string; status: string }[] = (await this.namespace.get('job', job)).status.conditions ?? [];
      return conditions.find(({ type, status }) => status === 'True' && ['Complete', 'Failed'].includes(type))?.type;
    });
    const log = await this.log(job);
    if (end !== 'Complete') throw new Error(`Job ${job}: ${end}\n${log}`);
    return log;
  }

  /** What the last pod of a Job has said so far. */
  async log(job: string): Promise<string> {
    const selector = `--selector=batch.kubernetes.io/job-name=${job}`;
    const names = await this.namespace.kubectl('get', 'pods', selector, '--sort-by=.metadata.creationTimestamp', '--output=name');
    return this.namespace.kubectl('logs', names.trim().split('\n').at(-1) as string);
  }

  /** Runs the Job of the manifest once more and returns its log. */
  async formedAgain(manifest: string): Promise<string> {
    await this.namespace.removed('job', nameOf('Job', manifest));
    await this.namespace.apply(manifest);
    return this.formed(manifest);
  }

  /** Asks the server of one pod. */
  async ask(ordinal: number, ...command: string[]): Promise<string> {
    return (await this.namespace.kubectl('exec', this.podOf(ordinal), '--', this.cli, ...command)).trim();
  }

  /** The addresses of the pods, by ordinal. */
  async addresses(): Promise<string[]> {
    return (await this.pods()).map((pod) => pod.status.podIP);
  }

  /** The pods, by ordinal. */
  async pods(): Promise<Manifest[]> {
    const { items } = await this.namespace.get('pods');
    const byName = new Map(items.map((pod: Manifest) => [pod.metadata.name, pod]));
    const pods: Manifest[] = [];
    while (byName.has(this.podOf(pods.length))) pods.push(byName.get(this.podOf(pods.length)));
    return pods;
  }

  /** The Kubernetes nodes of the pods, by ordinal. */
  async nodes(): Promise<string[]> {
    return (await this.pods()).map((pod) => pod.spec.nodeName);
  }

  /** The role of each pod, by ordinal, as the server of the first one sees it: `master 0-5460` or `replica of 0`. */
  async roles(): Promise<string[]> {
    const addresses = await this.addresses();
    const lines = (await this.ask(0, 'CLUSTER', 'NODES')).split('\n').map((line) => line.split(' '));
    const ordinalOfId = new Map(lines.map(([id, address]) => [id, addresses.indexOf(address.replace(/:\d+@.*/, ''))]));
    const roles: string[] = [];
    for (const [id, , flags, master, , , , , ...slots] of lines) {
      roles[ordinalOfId.get(id) as number] = flags.includes('slave') ? `replica of ${ordinalOfId.get(master)}` : `master ${slots.join(' ')}`;
    }
    return roles;
  }

  /** What makes up the cluster and stays as it is when nobody changes anything: each node's id, address, role, master, epoch and slots. */
  async constitution(): Promise<string[]> {
    const lines = (await this.ask(0, 'CLUSTER', 'NODES')).split('\n').map((line) => line.split(' '));
    return lines.map(([id, address, flags, master, , , epoch, , ...slots]) => [id, address, flags, master, epoch, ...slots].join(' ')).sort();
  }

  /** What `redis-cli --cluster check` finds wrong fails; after a pod has come, others learn of its place by gossip, which takes them some seconds. */
  async check(seconds = 0): Promise<void> {
    await eventually('redis-cli --cluster check to find nothing wrong', seconds, async () => {
      const found = await this.ask(0, '--cluster', 'check', '127.0.0.1:6379');
      expect(found).toContain('[OK] All nodes agree about slots configuration.');
      expect(found).toContain('[OK] All 16384 slots covered.');
      return true;
    });
  }

  /** Waits until every pod is ready. */
  async ready(seconds: number): Promise<void> {
    await this.namespace.waitFor('Ready', seconds, 'pod', '--selector=app.kubernetes.io/component=node');
  }

  /** Waits until its keepers call it healthy. */
  async healthy(seconds: number): Promise<void> {
    await eventually(
      'both keepers to be ready',
      seconds,
      async () => (await this.namespace.get('deployment', `${this.name}-keeper`)).status.readyReplicas === 2,
    );
  }

  /** Everything that belongs to the cluster, as `kind/name`. */
  async objects(): Promise<string[]> {
    const kinds = 'all,configmap,secret,serviceaccount,persistentvolumeclaim,poddisruptionbudget,networkpolicy';
    const names = await this.namespace.kubectl('get', kinds, '--selector', `app.kubernetes.io/instance=${this.name}`, '--output=name');
    return names.split('\n').filter((name) => name !== '');
  }
}

/** A master for each range and a replica for each master, whichever pods they are: that depends on where the scheduler has put them. */
export function expectBorn(roles: readonly string[]): void {
  const masters = roles.flatMap((role, ordinal) => (role.startsWith('master ') ? [ordinal] : []));
  expect(masters.map((ordinal) => roles[ordinal]).sort()).toEqual(BORN.slice(0, 3).sort());
  expect(roles.filter((role) => role.startsWith('replica ')).sort()).toEqual(masters.map((ordinal) => `replica of ${ordinal}`).sort());
}

/** A row of the table at the end of a Job's log. */
export interface Row {
  readonly pod: string;
  readonly address: string;
  readonly role: string;
  readonly slots: string;
  readonly replicates: string;
  readonly node: string;
  readonly zone: string;
  readonly link: string;
}

/** The rows of that table, by ordinal. */
export function tableOf(log: string): Row[] {
  const lines = log.split('\n');
  const head = lines.findIndex((line) => /^pod +address +role +slots +replicates +node +zone +link$/.test(line));
  expect(head).toBeGreaterThanOrEqual(0);
  return lines
    .slice(head + 1)
    .filter((line) => !/^(manage|warning):/.test(line) && line.trim() !== '')
    .map((line) => {
      const [pod, address, role, slots, replicates, node, zone, link] = line.trim().split(/ {2,}/);
      return { pod, address, role, slots, replicates, node, zone, link };
    });
}
