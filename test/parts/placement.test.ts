import { Chart, ChartProps, JsonPatch } from 'cdk8s';
import {
  AntiAffinity,
  Configuration,
  Formation,
  Keeper,
  Layout,
  Nodes,
  NodesOptions,
  RedisCluster,
  RedisClusterProps,
  Separation,
  Storage,
} from '../../src';
import { placementOf } from '../../src/render/placement';
import { chart, container, job, Manifest, object, objects } from '../synth';

function synth(options: NodesOptions = {}, props: ChartProps = {}): Chart {
  const scope = chart(props);
  const configuration = new Configuration(scope, 'configuration', { name: 'cache' });
  new Nodes(scope, 'nodes', { ...options, configuration });
  return scope;
}

const statefulSet = (scope: Chart) => object(scope, 'StatefulSet', 'cache');
const pod = (options?: NodesOptions) => statefulSet(synth(options)).spec.template.spec;

describe('a StatefulSet for each shard', () => {
  const HOST = 'kubernetes.io/hostname';
  const ZONE = 'topology.kubernetes.io/zone';
  const perShard = (options: NodesOptions = {}, zones?: Separation, nodes?: Separation) =>
    object(synth({ ...options, layout: Layout.statefulSetPerShard({ zones, nodes }) }), 'StatefulSet', 'cache-1');
  const all = statefulSet(synth()).spec.selector.matchLabels;
  const shard = { ...all, 'cdk8s-redis-cluster/shard': '1' };
  const term = (topologyKey: string, matchLabels: Record<string, string>) => ({ topologyKey, labelSelector: { matchLabels } });
  const index = (topologyKey: string) => ({
    ...term(topologyKey, all),
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    matchLabelKeys: ['apps.kubernetes.io/pod-index'],
  });

  test('has the pods of one shard, which it selects by its number', () => {
    const { metadata, spec } = perShard({ replicasPerShard: 2 });
    expect(spec).toMatchObject({ replicas: 3, serviceName: 'cache-nodes', podManagementPolicy: 'Parallel', selector: { matchLabels: shard } });
    expect(spec.template.metadata.labels).toEqual({ ...shard, 'app.kubernetes.io/managed-by': 'cdk8s' });
    expect(metadata.labels).toEqual(spec.template.metadata.labels);
  });

  test('differs from the others in its number alone', () => {
    const scope = synth({ layout: Layout.statefulSetPerShard(), shards: 4 });
    const texts = [0, 1, 2, 3].map((number) =>
      JSON.stringify(object(scope, 'StatefulSet', `cache-${number}`))
        .replaceAll(`cache-${number}`, '*')
        .replaceAll(`shard":"${number}"`, 'shard"'),
    );
    expect(new Set(texts).size).toBe(1);
  });

  test('keeps its pods on different nodes always, in different zones where that can be had', () => {
    const { affinity, topologySpreadConstraints } = perShard().spec.template.spec;
    expect(affinity).toEqual({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [term(HOST, shard)],
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: term(ZONE, shard) },
          { weight: 1, podAffinityTerm: term(HOST, all) },
        ],
      },
    });
    expect(topologySpreadConstraints).toEqual([index(HOST), index(ZONE)]);
  });

  test('or the other way round', () => {
    const { affinity, topologySpreadConstraints } = perShard({}, Separation.REQUIRED, Separation.PREFERRED).spec.template.spec;
    expect(affinity.podAntiAffinity).toEqual({
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: term(HOST, shard) },
        { weight: 1, podAffinityTerm: term(HOST, all) },
      ],
    });
    expect(topologySpreadConstraints).toEqual([index(HOST), index(ZONE), { ...term(ZONE, shard), maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }]);
  });

  test('adds what users say of all pods', () => {
    const own = { ...term(ZONE, { mine: 'yes' }), maxSkew: 2, whenUnsatisfiable: 'ScheduleAnyway' };
    const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term('rack', all)] };
    const { affinity, topologySpreadConstraints } = perShard({ affinity: { podAntiAffinity }, topologySpreadConstraints: [own] }).spec.template.spec;
    expect(affinity.podAntiAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: [term(HOST, shard), term('rack', all)],
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term(ZONE, shard) }],
    });
    expect(topologySpreadConstraints).toEqual([index(HOST), own]);
    expect(perShard({ antiAffinity: AntiAffinity.required({ nodes: 6 }) }).spec.template.spec.affinity.podAntiAffinity).toMatchObject({
      requiredDuringSchedulingIgnoredDuringExecution: [term(HOST, shard), term(HOST, all)],
    });
  });

  test('says how long its masters may be in line', () => {
    const seconds = (shards: number) => container(perShard({ shards }), 'redis').env.find(({ name }: Manifest) => name === 'LINE_SECONDS').value;
    expect([seconds(3), seconds(100)]).toEqual(['5', '50']);
  });

  test('has a volume for each of its pods', () => {
    const storage = Storage.nfs({ server: 'files', path: '/exports' });
    const scope = synth({ storage, layout: Layout.statefulSetPerShard() }, { namespace: 'shop' });
    const paths = objects(scope).flatMap(({ kind, spec }) => (kind === 'PersistentVolume' ? [[spec.claimRef.name, spec.nfs.path]] : []));
    expect(paths).toEqual(['0-0', '1-0', '2-0', '0-1', '1-1', '2-1'].map((ordinals) => [`data-cache-${ordinals}`, `/exports/cache-${ordinals}`]));
  });

  test('can be patched, as all the others', () => {
    const scope = synth({ layout: Layout.statefulSetPerShard() });
    const nodes = scope.node.findChild('nodes') as Nodes;
    for (const set of nodes.statefulSets) set.addJsonPatch(JsonPatch.add('/spec/minReadySeconds', 5));
    expect([0, 1, 2].map((number) => object(scope, 'StatefulSet', `cache-${number}`).spec.minReadySeconds)).toEqual([5, 5, 5]);
  });
});

describe('placement', () => {
  test('is passed through', () => {
    const options = {
      nodeSelector: { pool: 'data' },
      tolerations: [{ operator: 'Exists' }],
      priorityClassName: 'high',
      schedulerName: 'mine',
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] } },
    };
    expect(placementOf(pod(options))).toEqual({ ...options, affinity: { ...options.affinity, ...pod().affinity } });
  });

  test('a podAntiAffinity stands in the place of antiAffinity', () => {
    const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'rack' }] };
    expect(pod({ affinity: { podAntiAffinity } }).affinity).toEqual({ podAntiAffinity });
  });

  test('a constraint that does not say what it counts counts the pods', () => {
    const zones = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
    const { selector, template } = statefulSet(
      synth({ topologySpreadConstraints: [zones, { ...zones, topologyKey: 'rack', labelSelector: {} }] }),
    ).spec;
    expect(template.spec.topologySpreadConstraints).toEqual([
      { ...zones, labelSelector: selector },
      { ...zones, topologyKey: 'rack', labelSelector: {} },
    ]);
  });
});

describe('in a cluster', () => {
  function cluster(props: RedisClusterProps = {}): Chart {
    const scope = chart();
    new RedisCluster(scope, 'cache', props);
    return scope;
  }

  test('the layout reaches StatefulSets, budgets and the manager', () => {
    const scope = cluster({ layout: Layout.statefulSetPerShard() });
    expect(
      objects(scope)
        .map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-form-\w+$/, '-form-*')}`)
        .sort(),
    ).toEqual([
      'ConfigMap cache-config',
      'ConfigMap cache-manager',
      'ConfigMap cache-scripts',
      'Deployment cache-keeper',
      'Job cache-form-*',
      'NetworkPolicy cache-formation',
      'NetworkPolicy cache-keeper',
      'NetworkPolicy cache-nodes',
      ...[0, 1, 2].map((shard) => `PodDisruptionBudget cache-${shard}`),
      'Service cache',
      'Service cache-nodes',
      'ServiceAccount cache',
      ...[0, 1, 2].map((shard) => `StatefulSet cache-${shard}`),
    ]);
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toContain(
      "PODS='cache-0-0 cache-1-0 cache-2-0 cache-0-1 cache-1-1 cache-2-1'\nOTHERS='cache-0 cache-1 cache-2'\n",
    );
    expect(object(cluster(), 'ConfigMap', 'cache-manager').data.shape).toContain("OTHERS='cache-0-0 cache-1-0 cache-2-0'\n");
  });

  test('servers, Job and keeper have a place each', () => {
    const nodeSelector = { pool: 'data' };
    const scope = cluster({
      ...{ nodeSelector, tolerations: [{ operator: 'Exists' }], priorityClassName: 'high', schedulerName: 'mine' },
      ...{ topologySpreadConstraints: [{ topologyKey: 'rack', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] },
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] } },
      formation: Formation.job({ priorityClassName: 'low' }),
      keeper: Keeper.pods({ schedulerName: 'theirs' }),
    });
    const placed = (workload: Manifest) => placementOf(workload.spec.template.spec);
    expect(placed(object(scope, 'StatefulSet', 'cache'))).toMatchObject({ nodeSelector, priorityClassName: 'high', schedulerName: 'mine' });
    expect(placed(job(scope))).toEqual({ priorityClassName: 'low' });
    const usual = placed(object(cluster(), 'Deployment', 'cache-keeper'));
    expect(placed(object(scope, 'Deployment', 'cache-keeper'))).toEqual({ ...usual, schedulerName: 'theirs' });
  });
});
