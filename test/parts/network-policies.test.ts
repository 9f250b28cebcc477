import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { ServiceType } from 'cdk8s-plus-27';
import { Access, ClusterFormation, Formation, Keeper, ManagerImage, RedisCluster, RedisClusterProps } from '../../src';
import { chart, Manifest, object, objects } from '../synth';

function synth(props: RedisClusterProps = {}): Chart {
  const scope = chart();
  new RedisCluster(scope, 'cache', props);
  return scope;
}

const policies = (scope: Chart) => objects(scope).filter(({ kind }) => kind === 'NetworkPolicy');
const names = (scope: Chart) => policies(scope).map(({ metadata }) => metadata.name);
const spec = (name: string, props?: RedisClusterProps) => object(synth(props), 'NetworkPolicy', name).spec;
const clients = (props: RedisClusterProps) => spec('cache-nodes', props).ingress[0];

const labels = (component: string) => ({
  'app.kubernetes.io/name': 'redis-cluster',
  'app.kubernetes.io/instance': 'cache',
  'app.kubernetes.io/component': component,
});
const pods = (component: string) => ({ podSelector: { matchLabels: labels(component) } });
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));

const DNS = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
    { port: 5353, protocol: 'UDP' },
    { port: 5353, protocol: 'TCP' },
  ],
};

test('servers reach each other on both ports, clients of the namespace reach one of them', () => {
  expect(spec('cache-nodes')).toEqual({
    podSelector: { matchLabels: labels('node') },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: {} }], ports: tcp(6379) },
      { from: [pods('node')], ports: tcp(16379) },
    ],
    egress: [{ to: [pods('node')], ports: tcp(6379, 16379) }, DNS],
  });
});

test.each(['formation', 'keeper'])('nobody reaches the pods of the %s, and they reach the servers and DNS', (component) => {
  expect(spec(`cache-${component}`)).toEqual({
    podSelector: { matchLabels: labels(component) },
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ to: [pods('node')], ports: tcp(6379) }, DNS],
  });
});

test('they select the pods that there are', () => {
  const scope = synth();
  for (const [policy, workload] of [
    ['cache-nodes', 'StatefulSet'],
    ['cache-formation', 'Job'],
    ['cache-keeper', 'Deployment'],
  ]) {
    const template = objects(scope).find(({ kind }) => kind === workload).spec.template;
    expect(template.metadata.labels).toMatchObject(object(scope, 'NetworkPolicy', policy).spec.podSelector.matchLabels);
  }
});

test('other ports', () => {
  const { ingress, egress } = spec('cache-nodes', { port: 7000, busPort: 7001 });
  expect(ingress.map(({ ports }: Manifest) => ports)).toEqual([tcp(7000), tcp(7001)]);
  expect(egress[0].ports).toEqual(tcp(7000, 7001));
  expect(spec('cache-keeper', { port: 7000 }).egress[0].ports).toEqual(tcp(7000));
});

describe('access', () => {
  test('labelled: whoever carries the label, besides the servers and who manages them', () => {
    const own = [pods('node'), pods('formation'), pods('keeper')];
    const labelled = { podSelector: { matchLabels: { 'cdk8s-redis-cluster/cache': 'client' } } };
    expect(clients({ access: Access.labelled() })).toEqual({ from: [...own, labelled], ports: tcp(6379) });
    expect(clients({ access: Access.labelled({ namespaces: ['blog', 'shop'] }) }).from).toEqual([
      ...own,
      labelled,
      { ...labelled, namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['blog', 'shop'] }] } },
    ]);
  });

  test('anywhere: everybody, but on the port for clients alone', () => {
    const { ingress } = spec('cache-nodes', { access: Access.anywhere() });
    expect(ingress).toEqual([{ ports: tcp(6379) }, { from: [pods('node')], ports: tcp(16379) }]);
  });

  test.each([
    { serviceType: ServiceType.CLUSTER_IP, from: [{ podSelector: {} }] },
    { serviceType: ServiceType.NODE_PORT, from: undefined },
    { serviceType: ServiceType.LOAD_BALANCER, from: undefined },
  ])('unless it is said, $serviceType says it', ({ serviceType, from }) => {
    expect(clients({ serviceType }).from).toEqual(from);
    expect(clients({ serviceType, access: Access.sameNamespace() }).from).toEqual([{ podSelector: {} }]);
  });

  test('withoutPolicy: none is made', () => {
    const scope = chart();
    const redis = new RedisCluster(scope, 'cache', { access: Access.withoutPolicy() });
    expect(policies(scope)).toEqual([]);
    expect(redis.networkPolicies).toBeUndefined();
  });
});

test('only pods that fetch packages reach archives', () => {
  const archives = { ports: tcp(80, 443) };
  const image = ManagerImage.ubuntu();
  expect(spec('cache-formation', { formation: Formation.job({ image }) }).egress).toContainEqual(archives);
  expect(spec('cache-keeper', { formation: Formation.job({ image }) }).egress).not.toContainEqual(archives);
  expect(spec('cache-keeper', { keeper: Keeper.pods({ image }) }).egress).toContainEqual(archives);
  expect(spec('cache-formation', { formation: Formation.job({ image: ManagerImage.custom('tools:1') }) }).egress).not.toContainEqual(archives);
});

test('what is not made has no policy', () => {
  expect(names(synth({ formation: Formation.none() }))).toEqual(['cache-nodes', 'cache-keeper']);
  expect(names(synth({ keeper: Keeper.none() }))).toEqual(['cache-nodes', 'cache-formation']);
});

test('a Job for other servers makes none', () => {
  const scope = chart();
  new ClusterFormation(scope, 'formation', { statefulSetName: 'redis', serviceName: 'redis' });
  expect(policies(scope)).toEqual([]);
});

test('they have the labels and annotations of every object, and can be patched', () => {
  const scope = chart();
  const redis = new RedisCluster(scope, 'cache', { labels: { team: 'shop' }, annotations: { owner: 'me' } });
  ApiObject.of(redis.networkPolicies!).addJsonPatch(JsonPatch.add('/spec/ingress/1/ports/0/endPort', 16380));
  for (const { metadata } of policies(scope)) {
    expect(metadata).toMatchObject({ labels: { team: 'shop' }, annotations: { owner: 'me' } });
  }
  expect(object(scope, 'NetworkPolicy', 'cache-nodes').spec.ingress[1].ports).toEqual([{ port: 16379, endPort: 16380, protocol: 'TCP' }]);
});
