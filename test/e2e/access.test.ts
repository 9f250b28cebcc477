import { Chart } from 'cdk8s';
import { Namespaces, NetworkPolicy, NetworkPolicyPort } from 'cdk8s-plus-27';
import { Access, RedisCluster, RedisClusterProps } from 'cdk8s-redis-cluster';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { synthesized } from './support/manifests';
import { Namespace } from './support/namespace';
import { scenario, Step } from './support/scenario';

const PORT = 6379;
const BUS = 16379;
const METRICS = 9121;
const KEYS = 1_000;
const LABEL = { 'cdk8s-redis-cluster/cache': 'client' };

const ALL = Array(6).fill(true);
const NONE = Array(6).fill(false);

/** A namespace beside the cluster's, which nothing restricts. */
function neighbour(name: string, step: Step): Namespace {
  const elsewhere = new Namespace(name);
  step('there is another namespace', () => elsewhere.make());
  afterAll(() => elsewhere.remove('--wait=false'));
  return elsewhere;
}

scenario('access', (namespace, step) => {
  const elsewhere = neighbour('e2e-access-elsewhere', step);
  const cluster = new Cluster(namespace, 'cache');
  const inside = new ClientPod(namespace, 'inside');
  const outside = new ClientPod(elsewhere, 'outside');

  /** The servers have something beside them that listens as an exporter does. */
  const variant = (props: RedisClusterProps, more: (chart: Chart, redis: RedisCluster) => void = () => {}) =>
    synthesized((chart) => more(chart, new RedisCluster(chart, 'cache', { ...props, sidecars: [EXPORTER] })));

  /** What each of the two reaches, once the policies are what they are to be: networks take a moment. */
  async function expectReached(port: number, who: { inside: boolean[]; outside: boolean[] }): Promise<void> {
    await eventually(`${port} to be open as it should: ${JSON.stringify(who)}`, 30, async () => {
      const hosts = await cluster.addresses();
      const found = { inside: await inside.reaches(hosts, port), outside: await outside.reaches(hosts, port) };
      return JSON.stringify(found) === JSON.stringify(who) || Promise.reject(new Error(JSON.stringify(found)));
    });
  }

  step('by default the namespace reaches the port for clients, and nobody any other port', async () => {
    const manifest = variant({});
    await namespace.apply(manifest);
    await Promise.all([inside.start(), outside.start()]);
    await cluster.formed(manifest);
    await expectReached(PORT, { inside: ALL, outside: NONE });
    await expectReached(BUS, { inside: NONE, outside: NONE });
    await expectReached(METRICS, { inside: NONE, outside: NONE });
  });

  step('where labels let in, those without it are refused', async () => {
    await namespace.apply(variant({ access: Access.labelled() }));
    await expectReached(PORT, { inside: NONE, outside: NONE });
    for (const client of [inside, outside]) await client.label(LABEL);
    await expectReached(PORT, { inside: ALL, outside: NONE });
    await expectReached(BUS, { inside: NONE, outside: NONE });
  });

  step('anywhere is everywhere, but for the bus', async () => {
    await namespace.apply(variant({ access: Access.anywhere() }));
    await expectReached(PORT, { inside: ALL, outside: ALL });
    await expectReached(BUS, { inside: NONE, outside: NONE });
  });

  step('a further policy opens a further port', async () => {
    await namespace.apply(
      variant({}, (chart, redis) => {
        new NetworkPolicy(chart, 'metrics', {
          metadata: { name: 'cache-metrics' },
          selector: redis.nodes,
          ingress: {
            rules: [{ peer: Namespaces.select(chart, 'monitoring', { names: [elsewhere.name] }), ports: [NetworkPolicyPort.tcp(METRICS)] }],
          },
        });
      }),
    );
    await expectReached(METRICS, { inside: NONE, outside: ALL });
    await expectReached(PORT, { inside: ALL, outside: NONE });
  });

  step('none of that has started a pod again', async () => {
    const pods = (await namespace.get('pods', '--selector=app.kubernetes.io/component=node')).items;
    expect(new Set(pods.map((pod: { metadata: { labels: Record<string, string> } }) => pod.metadata.labels['controller-revision-hash'])).size).toBe(
      1,
    );
    expect((await namespace.get('statefulset', 'cache')).metadata.generation).toBe(1);
    await cluster.check();
  });
});

scenario('denied', (namespace, step) => {
  const elsewhere = neighbour('e2e-denied-elsewhere', step);
  const cluster = new Cluster(namespace, 'cache');
  const labelled = new ClientPod(elsewhere, 'labelled', LABEL);
  const other = new ClientPod(elsewhere, 'other');
  const manifest = synthesized((chart) => new RedisCluster(chart, 'cache', { access: Access.labelled({ namespaces: [elsewhere.name] }) }));

  step('where all is denied by default, it forms', async () => {
    await namespace.create({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny-all' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    await namespace.apply(manifest);
    await Promise.all([labelled.start(), other.start()]);
    await cluster.formed(manifest);
    await cluster.ready(120);
  });

  step('the client that is let in writes, from its own namespace; the one beside it reaches nothing', async () => {
    expectAll(await labelled.run('write', `cache.${namespace.name}.svc`, PORT, KEYS), KEYS);
    const hosts = await cluster.addresses();
    expect(await labelled.reaches(hosts, BUS)).toEqual(NONE);
    for (const port of [PORT, BUS]) expect(await other.reaches(hosts, port)).toEqual(NONE);
  });

  step('it heals: a master deleted by force comes back at another address, and the keys are there', async () => {
    const before = await cluster.addresses();
    await namespace.kubectl('delete', 'pod', 'cache-1', '--grace-period=0', '--force');
    await eventually('cache-1 at another address', 60, async () => {
      const address = (await cluster.addresses())[1];
      return address && address !== before[1];
    });
    await cluster.ready(120);
    await cluster.healthy(120);
    await cluster.check(60);
    expectAll(await labelled.run('read', `cache.${namespace.name}.svc`, PORT, KEYS), KEYS);
  });
});

/** As restricted as the servers. */
const EXPORTER = {
  name: 'exporter',
  image: 'redis:8.0',
  command: ['redis-server', '--port', `${METRICS}`, '--save', '', '--bind', '0.0.0.0', '--protected-mode', 'no', '--dir', '/tmp'],
  ports: [{ containerPort: METRICS }],
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
};
