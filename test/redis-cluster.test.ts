import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import { Deployment, ImagePullPolicy, NetworkPolicy, NetworkPolicyPort, ServiceType } from 'cdk8s-plus-27';
import {
  AntiAffinity,
  Engine,
  EvictionPolicy,
  Formation,
  Keeper,
  Persistence,
  QuorumLoss,
  RedisCluster,
  RedisClusterProps,
  ShardLoss,
  Storage,
} from '../src';
import { chart, container, job, Manifest, object, objects } from './synth';

function synth(props: RedisClusterProps = {}): Chart {
  const scope = chart();
  new RedisCluster(scope, 'cache', props);
  return scope;
}

const kindsAndNames = (of: Chart) => objects(of).map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-form-\w+$/, '-form-*')}`);

describe('with no props at all', () => {
  test('it is complete', () => {
    expect(kindsAndNames(synth()).sort()).toEqual([
      'ConfigMap cache-config',
      'ConfigMap cache-manager',
      'ConfigMap cache-scripts',
      'Deployment cache-keeper',
      'Job cache-form-*',
      'NetworkPolicy cache-formation',
      'NetworkPolicy cache-keeper',
      'NetworkPolicy cache-nodes',
      'PodDisruptionBudget cache',
      'Service cache',
      'Service cache-nodes',
      'ServiceAccount cache',
      'StatefulSet cache',
    ]);
  });

  test('it names no namespace, so the manifest applies to any', () => {
    for (const { metadata } of objects(synth())) expect(metadata.namespace).toBeUndefined();
  });

  test('every object carries the labels of the cluster', () => {
    for (const { metadata } of objects(synth())) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'redis-cluster',
        'app.kubernetes.io/instance': 'cache',
        'app.kubernetes.io/managed-by': 'cdk8s',
      });
    }
  });

  test('the same input gives the same bytes', () => {
    const yaml = () => (App.of(synth()) as App).synthYaml();
    expect(yaml()).toBe(yaml());
  });

  test('synthesizing twice gives the same bytes', () => {
    const app = App.of(synth()) as App;
    expect(app.synthYaml()).toBe(app.synthYaml());
  });
});

describe('name', () => {
  test('names every object, whatever the construct id is', () => {
    const scope = chart();
    new RedisCluster(scope, 'Some Id', { name: 'orders' });
    for (const { metadata } of objects(scope)) expect(metadata.name).toMatch(/^orders(-|$)/);
  });

  // YAML 1.1 reads these as false, nothing, true and a number.
  test.each(['n', 'null', 'yes', 'e3'])('%s arrives as a name', (name) => {
    const scope = chart({ namespace: '1e3' });
    new RedisCluster(scope, 'id', { name, podLabels: { team: '1e3', on: 'on' } });
    const nodes = object(scope, 'StatefulSet', name);
    expect(nodes.metadata.namespace).toBe('1e3');
    expect(nodes.spec.selector.matchLabels['app.kubernetes.io/instance']).toBe(name);
    expect(nodes.spec.template.metadata.labels).toMatchObject({ team: '1e3', on: 'on' });
    expect(object(scope, 'Service', name).spec.selector['app.kubernetes.io/instance']).toBe(name);
    expect(object(scope, 'ConfigMap', `${name}-manager`).data.shape).toContain(`NAME='${name}'\n`);
  });

  test('two clusters of one name and namespace are refused, in whichever charts they are', () => {
    const app = Testing.app();
    const first = new Chart(app, 'first', { namespace: 'shop' });
    const second = new Chart(app, 'second', { namespace: 'shop' });
    new RedisCluster(first, 'cache');
    expect(() => new RedisCluster(second, 'other', { name: 'cache' })).toThrow(/cache/);
  });

  test('the same name in another namespace or another App is another cluster', () => {
    const app = Testing.app();
    new RedisCluster(new Chart(app, 'first', { namespace: 'shop' }), 'cache');
    new RedisCluster(new Chart(app, 'second', { namespace: 'blog' }), 'cache');
    new RedisCluster(new Chart(Testing.app(), 'first', { namespace: 'shop' }), 'cache');
  });
});

test('wrong input is refused before any part exists', () => {
  const scope = chart();
  expect(() => new RedisCluster(scope, 'cache', { shards: 2 })).toThrow(/shards/);
  expect(scope.node.findAll().filter((each) => ApiObject.isApiObject(each))).toEqual([]);
});

describe('what reaches the parts', () => {
  test('port and busPort reach containers, Services, redis.conf and the manager', () => {
    const scope = synth({ port: 7000, busPort: 7001 });
    expect(container(object(scope, 'StatefulSet', 'cache'), 'redis').ports).toEqual([
      { name: 'redis', containerPort: 7000 },
      { name: 'cluster', containerPort: 7001 },
    ]);
    expect(object(scope, 'Service', 'cache').spec.ports).toMatchObject([{ port: 7000, targetPort: 'redis' }]);
    expect(object(scope, 'Service', 'cache-nodes').spec.ports).toMatchObject([{ port: 7000 }, { port: 7001, targetPort: 'cluster' }]);
    expect(object(scope, 'ConfigMap', 'cache-config').data['redis.conf']).toMatch(/^port 7000\ncluster-port 7001$/m);
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toContain("PORT='7000'\n");
  });

  test('shards and replicasPerShard reach the StatefulSet and the manager', () => {
    const scope = synth({ shards: 4, replicasPerShard: 0 });
    expect(object(scope, 'StatefulSet', 'cache').spec.replicas).toBe(4);
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toContain("PODS='cache-0 cache-1 cache-2 cache-3'\n");
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toContain("SHARDS='4'\nREPLICAS='0'\n");
  });

  test('the engine is the image of the servers and of the Job', () => {
    const scope = synth({ engine: Engine.valkey('9.1') });
    expect(container(object(scope, 'StatefulSet', 'cache'), 'redis').image).toBe('valkey/valkey:9.1');
    expect(container(job(scope), 'manager').image).toBe('valkey/valkey:9.1');
  });

  test('metadata, pull settings and the ServiceAccount apply to servers, Job and keeper alike', () => {
    const scope = synth({
      labels: { team: 'shop' },
      annotations: { owner: 'me' },
      podLabels: { mesh: 'off' },
      podAnnotations: { note: 'hello' },
      imagePullPolicy: ImagePullPolicy.ALWAYS,
      imagePullSecrets: ['registry'],
      serviceAccountName: 'existing',
    });
    for (const { metadata } of objects(scope)) {
      expect(metadata.labels.team).toBe('shop');
      expect(metadata.annotations.owner).toBe('me');
    }
    for (const workload of [object(scope, 'StatefulSet', 'cache'), object(scope, 'Deployment', 'cache-keeper'), job(scope)]) {
      const { metadata, spec } = workload.spec.template;
      expect(metadata.labels.mesh).toBe('off');
      expect(metadata.annotations.note).toBe('hello');
      expect(spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
      expect(spec.serviceAccountName).toBe('existing');
      expect(spec.containers.map((each: Manifest) => each.imagePullPolicy)).toEqual(['Always']);
    }
    expect(objects(scope).filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
  });

  test('the ServiceAccount of its own has no token, and no pod mounts one', () => {
    const scope = synth();
    expect(object(scope, 'ServiceAccount', 'cache').automountServiceAccountToken).toBe(false);
    for (const workload of [object(scope, 'StatefulSet', 'cache'), object(scope, 'Deployment', 'cache-keeper'), job(scope)]) {
      expect(workload.spec.template.spec).toMatchObject({ serviceAccountName: 'cache', automountServiceAccountToken: false });
    }
  });

  test('assignedIds leaves user and groups to the platform, everywhere', () => {
    const scope = synth({ assignedIds: true });
    for (const workload of [object(scope, 'StatefulSet', 'cache'), object(scope, 'Deployment', 'cache-keeper'), job(scope)]) {
      expect(JSON.stringify(workload)).not.toMatch(/runAsUser|runAsGroup|"fsGroup"/);
      expect(workload.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(workload.spec.template.spec.containers[0].securityContext.runAsNonRoot).toBe(true);
    }
  });

  test('the resources of the servers are not those of the Job', () => {
    const scope = synth({ resources: { memory: { limit: Size.gibibytes(4) } } });
    expect(container(object(scope, 'StatefulSet', 'cache'), 'redis').resources.limits).toEqual({ memory: '4Gi' });
    expect(container(job(scope), 'manager').resources.limits).toBeUndefined();
  });

  test('the settings of the Job reach it', () => {
    const scope = synth({ formation: Formation.job({ wait: Duration.minutes(5), backoffLimit: 2 }), nodeTimeout: Duration.seconds(2) });
    expect(job(scope).spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 20 * 60 });
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toContain("NODE_TIMEOUT='2000'\nWAIT='300'\nANNOUNCED='yes'\n");
  });

  test('what to do about losses reaches the manager', () => {
    const scope = synth({ onShardLoss: ShardLoss.manual(), onQuorumLoss: QuorumLoss.takeOver({ after: Duration.minutes(2) }) });
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toMatch(
      /ON_SHARD_LOSS='manual'\nON_QUORUM_LOSS='takeOver'\nTAKE_OVER_AFTER='120'\n/,
    );
    expect(object(synth(), 'ConfigMap', 'cache-manager').data.shape).toMatch(
      /ON_SHARD_LOSS='recreateEmpty'\nON_QUORUM_LOSS='wait'\nTAKE_OVER_AFTER=''\n/,
    );
  });

  test('what is known of places, and what may be done about them, reaches the manager', () => {
    const scope = synth({ zones: { 'b.example.com': 'zone2', a: 'zone1' }, keeper: Keeper.pods({ swapReplicas: true }) });
    expect(object(scope, 'ConfigMap', 'cache-manager').data.shape).toMatch(/\nSWAP_REPLICAS='yes'\nZONES='a=zone1 b.example.com=zone2'\n$/);
    expect(object(synth(), 'ConfigMap', 'cache-manager').data.shape).toMatch(/\nSWAP_REPLICAS='no'\nZONES=''\n$/);
  });

  test('without formation and keeper there is no program either', () => {
    expect(kindsAndNames(synth({ formation: Formation.none() })).filter((each) => /Job|Deployment|manager/.test(each))).toEqual([
      'ConfigMap cache-manager',
      'Deployment cache-keeper',
    ]);
    expect(
      kindsAndNames(synth({ formation: Formation.none(), keeper: Keeper.none() })).filter((each) => /Job|Deployment|manager/.test(each)),
    ).toEqual([]);
  });

  test('type and annotations of the client Service reach it alone', () => {
    const scope = synth({ serviceType: ServiceType.LOAD_BALANCER, serviceAnnotations: { scheme: 'internal' } });
    expect(object(scope, 'Service', 'cache')).toMatchObject({ metadata: { annotations: { scheme: 'internal' } }, spec: { type: 'LoadBalancer' } });
    expect(object(scope, 'Service', 'cache-nodes').metadata.annotations).toBeUndefined();
  });

  test('everything at once is still one cluster', () => {
    const scope = synth({
      storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }),
      antiAffinity: AntiAffinity.required({ nodes: 6 }),
      persistence: Persistence.appendOnlyAndSnapshots(),
      evictionPolicy: EvictionPolicy.VOLATILE_TTL,
    });
    expect(object(scope, 'StatefulSet', 'cache').spec.volumeClaimTemplates).toHaveLength(1);
  });
});

describe('roll on change', () => {
  const checksum = (scope: Chart) => object(scope, 'StatefulSet', 'cache').spec.template.metadata.annotations['cdk8s-redis-cluster/checksum'];

  test('a changed redis.conf changes the pods', () => {
    expect(checksum(synth({ requireFullCoverage: true }))).not.toBe(checksum(synth()));
  });

  test('what concerns only the Job does not', () => {
    const changed = synth({ formation: Formation.job({ wait: Duration.minutes(5) }) });
    expect(object(changed, 'StatefulSet', 'cache')).toEqual(object(synth(), 'StatefulSet', 'cache'));
    expect(job(changed).metadata.name).not.toBe(job(synth()).metadata.name);
  });
});

describe('read-outs', () => {
  test('are plain names and numbers', () => {
    const redis = new RedisCluster(chart({ namespace: 'shop' }), 'cache');
    expect(redis).toMatchObject({ name: 'cache', namespace: 'shop', port: 6379, busPort: 16379, host: 'cache' });
    expect(redis.nodeHosts).toEqual([0, 1, 2, 3, 4, 5].map((ordinal) => `cache-${ordinal}.cache-nodes`));
    expect(redis.podLabels).toEqual({
      'app.kubernetes.io/name': 'redis-cluster',
      'app.kubernetes.io/instance': 'cache',
      'app.kubernetes.io/component': 'node',
    });
  });

  test('podLabels is a copy', () => {
    const redis = new RedisCluster(chart(), 'cache');
    redis.podLabels.changed = 'yes';
    expect(redis.podLabels).not.toHaveProperty('changed');
  });

  test('connectionEnv is for L1 and other versions of cdk8s-plus', () => {
    const redis = new RedisCluster(chart({ namespace: 'shop' }), 'cache', { port: 7000 });
    expect(redis.connectionEnv()).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '7000' });
    expect(redis.connectionEnv({ namespace: 'shop' })).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '7000' });
    expect(redis.connectionEnv({ namespace: 'blog', prefix: 'CACHE' })).toEqual({ CACHE_HOST: 'cache.shop.svc', CACHE_PORT: '7000' });
  });
});

describe('together with cdk8s-plus-27', () => {
  test('its network policies and affinities take the servers', () => {
    const scope = chart({ namespace: 'shop' });
    const redis = new RedisCluster(scope, 'cache');
    const app = new Deployment(scope, 'app', { containers: [{ image: 'app' }] });
    new NetworkPolicy(scope, 'policy', {
      metadata: { name: 'policy' },
      selector: redis.nodes,
      ingress: { rules: [{ peer: app, ports: [NetworkPolicyPort.tcp(redis.port)] }] },
    });
    app.scheduling.separate(redis.nodes);
    app.connections.allowTo(redis.nodes);
    expect(object(scope, 'NetworkPolicy', 'policy').spec.podSelector.matchLabels).toEqual(redis.podLabels);
  });
});
