import { Layout, RedisCluster } from 'cdk8s-redis-cluster';
import { ClientPod } from './support/client-pod';
import { Cluster, tableOf } from './support/cluster';
import { eventually } from './support/eventually';
import { kubectl } from './support/kubectl';
import { changed, committed, Manifest, nameOf, namesOf, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const SHARDS = [0, 1, 2];
// What a client may wait for a shard that changes hands: it has to notice, and to ask where the shard is now. A handover that fails takes ten seconds and more.
const PATIENCE = 3; // seconds
const LOAD = 90; // seconds: longer than it takes to roll

scenario('layout', (namespace, step) => {
  const manifest = committed('shard-per-statefulset');
  const cluster = new Cluster(namespace, 'cache', 'redis-cli', (ordinal) => `cache-${ordinal % 3}-${Math.floor(ordinal / 3)}`);
  const client = new ClientPod(namespace);
  const sets = SHARDS.map((shard) => `statefulset/cache-${shard}`);

  async function evict(pod: string): Promise<string> {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: namespace.name } };
    const path = `/api/v1/namespaces/${namespace.name}/pods/${pod}/eviction`;
    return kubectl(['create', '--raw', path, '--filename', '-'], JSON.stringify(eviction)).catch(String);
  }

  /** The ordinals of the masters, shard by shard: which of its two pods leads a shard depends on where the scheduler has put them. */
  async function masters(): Promise<number[]> {
    const roles = await cluster.roles();
    return SHARDS.map((shard) => (roles[shard].startsWith('master') ? shard : partner(shard)));
  }

  async function healthy(seconds: number): Promise<void> {
    await cluster.ready(seconds);
    await eventually(
      'the keeper to call it healthy',
      seconds,
      async () => (await namespace.get('deployment', 'cache-keeper')).status.readyReplicas > 0,
    );
    await cluster.check(30);
  }

  step('one apply forms the cluster', async () => {
    await namespace.apply(manifest);
    await client.start();
    const table = tableOf(await cluster.formed(manifest));
    for (const shard of SHARDS) {
      const rows = table.filter(({ pod }) => pod.startsWith(`cache-${shard}-`));
      expect(rows.map(({ role }) => role).sort()).toEqual(['master', 'replica']);
      expect(rows.find(({ role }) => role === 'replica')?.replicates).toBe(rows.find(({ role }) => role === 'master')?.pod);
    }
    await healthy(60);
  });

  step('no shard is on one node, nor are all masters', async () => {
    const nodes = await cluster.nodes();
    for (const shard of SHARDS) expect(nodes[shard]).not.toBe(nodes[shard + 3]);
    expect(new Set((await masters()).map((ordinal) => nodes[ordinal])).size).toBeGreaterThan(1);
  });

  step('evictions take one pod of each shard', async () => {
    const before = await masters();
    const answers = await Promise.all(before.map((ordinal) => evict(cluster.podOf(ordinal))));
    expect(answers.filter((answer) => !answer.includes('Success'))).toEqual([]);
    expect(await evict(cluster.podOf(partner(before[0])))).toContain("violate the pod's disruption budget");
    const heirs = before.map(partner);
    await eventually('their partners to lead', 60, async () => (await masters()).join() === heirs.join());
    await healthy(120);
    expect(await masters()).toEqual(heirs);
  });

  step('a changed setting rolls the shards side by side, and none stops taking writes', async () => {
    const load = client.load('cache', 6379, LOAD);
    const uids = async () => (await cluster.pods()).map((pod) => pod.metadata.uid);
    const before = await uids();
    await namespace.apply(tuned(manifest));
    for (const set of sets) await namespace.kubectl('rollout', 'status', set, '--timeout=300s');
    await healthy(60);
    const { written, lost, gaps } = await load;
    expect((await uids()).filter((uid) => before.includes(uid))).toEqual([]);
    expect(written).toBeGreaterThan(100);
    expect(lost).toBe(0);
    expect(gaps).toHaveLength(3);
    expect(Math.max(...gaps)).toBeLessThan(PATIENCE);
  });

  step('the other layout is refused beside it, and nothing is touched', async () => {
    const before = await cluster.constitution();
    const other = synthesized((chart) => new RedisCluster(chart, 'cache', { layout: Layout.singleStatefulSet() }));
    await namespace.apply(other);
    const refusal = 'refused other-layout: cache-0-0, cache-1-0, cache-2-0 answer as a cluster of this name in another layout';
    await eventually('the Job to refuse', 120, async () => (await cluster.log(nameOf('Job', other))).includes(refusal));
    expect(await cluster.constitution()).toEqual(before);
    const single = (await namespace.get('pods', '--selector=app.kubernetes.io/component=node,!cdk8s-redis-cluster/shard')).items;
    expect(single).toHaveLength(6);
    expect(single.filter(isReady)).toEqual([]);
  });

  step('and goes when its StatefulSet is deleted and the former manifest applied', async () => {
    await namespace.apply(manifest);
    await namespace.removed('statefulset/cache', 'poddisruptionbudget/cache');
    expect(await cluster.formedAgain(manifest)).toContain('done: 3 shards');
    for (const set of sets) await namespace.kubectl('rollout', 'status', set, '--timeout=300s');
    await healthy(60);
  });
});

/** The other pod of a shard. */
function partner(ordinal: number): number {
  return (ordinal + 3) % 6;
}

function isReady(pod: Manifest): boolean {
  return pod.status.conditions.some(({ type, status }: Manifest) => type === 'Ready' && status === 'True');
}

/** The manifest with another line in redis.conf. */
function tuned(manifest: string): string {
  expect(namesOf('StatefulSet', manifest)).toHaveLength(3);
  return changed(manifest, (object) => {
    if (object.kind === 'ConfigMap' && object.data['redis.conf']) object.data['redis.conf'] += 'maxmemory-samples 7\n';
    if (object.kind === 'StatefulSet') object.spec.template.metadata.annotations['cdk8s-redis-cluster/checksum'] = 'tuned';
  });
}
