import { Chart, Duration, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { CertManagerOptions, ClientService, Formation, Keeper, RedisCluster, RedisClusterProps, Tls } from '../../src';
import { chart, container, job, Manifest, object, objects } from '../synth';

function synth(props: RedisClusterProps, namespace?: string): Chart {
  const scope = chart({ namespace });
  new RedisCluster(scope, 'cache', props);
  return scope;
}

const SECRET = { tls: Tls.secret('keys') };
const conf = (scope: Chart) => object(scope, 'ConfigMap', 'cache-config').data['redis.conf'];

describe('the pods', () => {
  test.each<[string, string, (scope: Chart) => Manifest]>([
    ['redis', '/run/redis-cluster/tls', (scope) => object(scope, 'StatefulSet', 'cache')],
    ['manager', '/run/manager/tls', job],
    ['manager', '/run/manager/tls', (scope) => object(scope, 'Deployment', 'cache-keeper')],
  ])('%s has the Secret as files, and in %s what is in use', (name, directory, of) => {
    const workload = of(synth(SECRET));
    const { env, volumeMounts } = container(workload, name);
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'TLS_SECRET', value: 'keys' },
        { name: 'TLS_DIR', value: directory },
      ]),
    );
    expect(volumeMounts).toContainEqual({ name: 'tls', mountPath: '/etc/redis-tls', readOnly: true });
    expect(workload.spec.template.spec.volumes).toContainEqual({ name: 'tls', secret: { secretName: 'keys', defaultMode: 0o440 } });
  });

  test('know nothing of it without TLS', () => {
    expect(JSON.stringify(objects(synth({ tls: Tls.none() })))).toBe(JSON.stringify(objects(synth({}))));
    expect(conf(synth({}))).not.toContain('tls');
  });
});

describe('what servers are called', () => {
  test.each([
    { tls: Tls.none(), namespace: 'shop', type: 'hostname' },
    { tls: Tls.none(), namespace: undefined, type: 'hostname' },
    { tls: SECRET.tls, namespace: 'shop', type: 'hostname' },
    { tls: SECRET.tls, namespace: undefined, type: 'ip' },
  ])('$type for clients in namespace $namespace', ({ tls, namespace, type }) => {
    expect(conf(synth({ tls }, namespace))).toContain(`cluster-preferred-endpoint-type ${type}\n`);
  });

  test('is what the manager wants the certificate to name', () => {
    expect(object(synth(SECRET, 'shop'), 'ConfigMap', 'cache-manager').data.shape).toContain(
      "TLS_NAMES='cache cache.shop.svc'\nANNOUNCED_TO_CLIENTS='yes'\nTLS_WARN_SECONDS='1209600'\n",
    );
  });

  test('is missed half of the time before its end in which cert-manager renews it, two weeks before at the most', () => {
    const seconds = (tls: Tls) => /TLS_WARN_SECONDS='(\d+)'/.exec(object(synth({ tls }, 'shop'), 'ConfigMap', 'cache-manager').data.shape)?.[1];
    expect(seconds(Tls.certManager('ca'))).toBe('1209600');
    expect(seconds(Tls.certManager('ca', { renewBefore: Duration.days(7) }))).toBe('302400');
  });
});

test('Services do not call encrypted ports by the protocol within', () => {
  const port = (scope: Chart, name: string) => object(scope, 'Service', name).spec.ports[0].appProtocol;
  const scope = synth(SECRET);
  expect([port(scope, 'cache'), port(scope, 'cache-nodes'), port(synth({}), 'cache')]).toEqual(['tls', 'tls', 'redis']);
  const alone = chart();
  new ClientService(alone, 'Service', { name: 'cache', ...SECRET });
  expect(port(alone, 'cache')).toBe('tls');
});

describe('a certificate of cert-manager', () => {
  const certificate = (options?: CertManagerOptions, namespace?: string) =>
    object(synth({ tls: Tls.certManager('ca', options) }, namespace), 'Certificate', 'cache');

  test('names Services and pods, for all roles', () => {
    expect(certificate()).toMatchObject({
      apiVersion: 'cert-manager.io/v1',
      spec: {
        secretName: 'cache-tls',
        issuerRef: { name: 'ca', kind: 'Issuer', group: 'cert-manager.io' },
        dnsNames: ['cache', '*.cache-nodes'],
        usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
        duration: '2160h0m0s',
        renewBefore: '720h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      },
    });
  });

  test('names them with their namespace where that is known', () => {
    expect(certificate({ dnsNames: ['redis.example.com'] }, 'shop').spec.dnsNames).toEqual([
      ...['cache', 'cache.shop', 'cache.shop.svc', 'cache.shop.svc.cluster.local'],
      ...['*.cache-nodes', '*.cache-nodes.shop', '*.cache-nodes.shop.svc', '*.cache-nodes.shop.svc.cluster.local'],
      'redis.example.com',
    ]);
  });

  test('is as long as users want it, from whom they want it', () => {
    const options = {
      issuerKind: 'ClusterIssuer',
      issuerGroup: 'example.com',
      secretName: 'keys',
      duration: Duration.hours(1),
      renewBefore: Duration.seconds(301),
    };
    expect(certificate(options).spec).toMatchObject({
      secretName: 'keys',
      issuerRef: { name: 'ca', kind: 'ClusterIssuer', group: 'example.com' },
      duration: '1h0m0s',
      renewBefore: '5m1s',
    });
  });

  test('is mounted by the name that it gives its Secret', () => {
    const { volumes } = object(synth({ tls: Tls.certManager('ca') }), 'StatefulSet', 'cache').spec.template.spec;
    expect(volumes).toContainEqual({ name: 'tls', secret: { secretName: 'cache-tls', defaultMode: 0o440 } });
  });

  test('is made once', () => {
    const scope = synth({ tls: Tls.certManager('ca') });
    expect(() => new RedisCluster(scope, 'again', { name: 'cache', tls: Tls.certManager('ca') })).toThrow(
      'Certificate/cache, StatefulSet/cache must be made once',
    );
  });
});

describe('connect', () => {
  const app = (scope: Chart) => new Deployment(scope, 'app', { metadata: { name: 'app' }, containers: [{ image: 'app' }] });
  const connected = (tls: Tls, prefix?: string) => {
    const scope = chart();
    const redis = new RedisCluster(scope, 'cache', { tls, formation: Formation.none(), keeper: Keeper.none() });
    const workload = app(scope);
    redis.connect(workload, { prefix });
    redis.connect(workload, { prefix });
    return object(scope, 'Deployment', 'app').spec.template.spec;
  };
  const variables = ({ containers }: Manifest) => Object.fromEntries(containers[0].env.map(({ name, value }: Manifest) => [name, value]));

  test('mounts the CA, and nothing of the servers besides', () => {
    const pod = connected(Tls.secret('keys'));
    expect(variables(pod)).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '6379', REDIS_TLS: 'true', REDIS_TLS_CA: '/etc/redis-tls/ca/ca.crt' });
    expect(pod.volumes).toEqual([{ name: 'redis-tls-ca', secret: { secretName: 'keys', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }]);
    expect(pod.containers[0].volumeMounts).toEqual([{ name: 'redis-tls-ca', mountPath: '/etc/redis-tls/ca', readOnly: true }]);
  });

  test('mounts what clients prove themselves with', () => {
    const pod = connected(Tls.secret('keys', { clientSecretName: 'mine' }), 'MY_CACHE');
    expect(variables(pod)).toMatchObject({
      MY_CACHE_TLS_CERT: '/etc/my-cache-tls/client/tls.crt',
      MY_CACHE_TLS_KEY: '/etc/my-cache-tls/client/tls.key',
    });
    expect(pod.volumes[1]).toEqual({
      name: 'my-cache-tls-client',
      secret: {
        secretName: 'mine',
        items: [
          { key: 'tls.crt', path: 'tls.crt' },
          { key: 'tls.key', path: 'tls.key' },
        ],
      },
    });
  });

  test('is told apart from a plain connection by connectionEnv', () => {
    const scope = new Chart(Testing.app(), 'test');
    expect(new RedisCluster(scope, 'cache', SECRET).connectionEnv()).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '6379', REDIS_TLS: 'true' });
  });
});
