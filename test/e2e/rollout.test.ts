import { Duration } from 'cdk8s';
import { EvictionPolicy, Formation, RedisCluster, RedisClusterProps } from 'cdk8s-redis-cluster';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster } from './support/cluster';
import { eventually, sleep } from './support/eventually';
import { changed, nameOf, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const KEYS = 1_000;
const CHECKSUM = 'cdk8s-redis-cluster/checksum';

scenario('rollout', (namespace, step) => {
  const cluster = new Cluster(namespace, 'cache');
  const client = new ClientPod(namespace);
  const before = variant({});
  const after = variant({ evictionPolicy: EvictionPolicy.ALL_KEYS_LRU });

  /** The checksum on each pod, by ordinal. */
  async function checksums(): Promise<string[]> {
    const pods = (await namespace.get('pods', '--selector=app.kubernetes.io/component=node')).items;
    return pods.map((pod: { metadata: { annotations: Record<string, string> } }) => pod.metadata.annotations[CHECKSUM]);
  }

  /** Waits for the StatefulSet to be through, and returns how many pods were away at once. */
  async function rolled(): Promise<number> {
    let away = 0;
    await eventually('the rollout to be through', 420, async () => {
      const { metadata, spec, status } = await namespace.get('statefulset', 'cache');
      away = Math.max(away, spec.replicas - (status.readyReplicas ?? 0));
      return (
        status.observedGeneration === metadata.generation &&
        status.updateRevision === status.currentRevision &&
        status.readyReplicas === spec.replicas
      );
    });
    return away;
  }

  step('forms, and takes keys', async () => {
    await namespace.apply(before);
    await client.start();
    await cluster.formed(before);
    await cluster.ready(30);
    expectAll(await client.run('write', 'cache', 6379, KEYS), KEYS);
  });

  step('a changed setting reaches the pods one by one, and needs no new Job', async () => {
    const old = await checksums();
    expect(new Set(old).size).toBe(1);
    await namespace.apply(after);
    expect(await rolled()).toBe(1);
    const now = await checksums();
    expect(now).toHaveLength(6);
    expect(new Set(now).size).toBe(1);
    expect(now[0]).not.toBe(old[0]);
    for (let ordinal = 0; ordinal < 6; ordinal++) expect(await cluster.ask(ordinal, 'CONFIG', 'GET', 'maxmemory-policy')).toContain('allkeys-lru');
    expect(nameOf('Job', after)).toBe(nameOf('Job', before));
    await cluster.check(30);
    expectAll(await client.run('read', 'cache', 6379, KEYS), KEYS);
  });

  step('a change of the Job makes a new Job, and leaves the pods alone', async () => {
    const { status } = await namespace.get('statefulset', 'cache');
    const job = variant({ evictionPolicy: EvictionPolicy.ALL_KEYS_LRU, formation: Formation.job({ wait: Duration.minutes(10) }) });
    expect(nameOf('Job', job)).not.toBe(nameOf('Job', after));
    await namespace.apply(job);
    expect(await cluster.formed(job)).toContain('done:');
    expect((await namespace.get('statefulset', 'cache')).status.updateRevision).toBe(status.updateRevision);
  });

  step('a broken probe stops the rollout at its first pod', async () => {
    const [good] = await checksums();
    await namespace.apply(withProbe(after, 'exit 1\n', 'broken'));
    const uid = await uids();
    await eventually('the last pod to have come again', 60, async () => (await checksums())[5] === 'broken');
    await sleep(15);
    expect((await checksums()).slice(0, 5)).toEqual(Array(5).fill(good));
    expect((await uids()).slice(0, 5)).toEqual(uid.slice(0, 5));
    expectAll(await client.run('read', 'cache', 6379, KEYS), KEYS);
  });

  step('put right, it goes through', async () => {
    await namespace.apply(after);
    await rolled();
    expect(new Set(await checksums()).size).toBe(1);
    await cluster.check(30);
    expectAll(await client.run('read', 'cache', 6379, KEYS), KEYS);
  });

  async function uids(): Promise<string[]> {
    return (await namespace.get('pods', '--selector=app.kubernetes.io/component=node')).items.map(
      (pod: { metadata: { uid: string } }) => pod.metadata.uid,
    );
  }
});

/** On emptyDir, as the quickstart: each pod comes again empty, and copies its shard before the next one goes. */
function variant(props: RedisClusterProps): string {
  return synthesized((chart) => new RedisCluster(chart, 'cache', props));
}

/** The manifest as a construct with such a probe script would give it. */
function withProbe(manifest: string, script: string, checksum: string): string {
  return changed(manifest, (object) => {
    if (object.kind === 'ConfigMap' && object.metadata.name === 'cache-scripts') object.data['probe.sh'] = script;
    if (object.kind === 'StatefulSet') object.spec.template.metadata.annotations[CHECKSUM] = checksum;
  });
}
