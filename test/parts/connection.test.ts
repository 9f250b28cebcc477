import { Chart, Testing } from 'cdk8s';
import { Deployment, EnvValue } from 'cdk8s-plus-27';
import { Access, Auth, RedisCluster, RedisClusterProps } from '../../src';
import { chart, Manifest, object } from '../synth';

describe('connect', () => {
  const deployment = (scope: Chart) =>
    new Deployment(scope, 'app', { metadata: { name: 'app' }, containers: [{ image: 'app' }], initContainers: [{ name: 'migrate', image: 'app' }] });
  const variables = (scope: Chart) => {
    const { containers, initContainers } = object(scope, 'Deployment', 'app').spec.template.spec;
    return [...initContainers, ...containers].map(({ env }) => Object.fromEntries(env.map((each: Manifest) => [each.name, each.value])));
  };

  test('sets host and port on every container', () => {
    const scope = chart();
    new RedisCluster(scope, 'cache').connect(deployment(scope));
    expect(variables(scope)).toEqual(Array(2).fill({ REDIS_HOST: 'cache', REDIS_PORT: '6379' }));
  });

  test.each([
    { cluster: 'shop', app: 'shop', host: 'cache' },
    { cluster: 'shop', app: 'blog', host: 'cache.shop.svc' },
    { cluster: 'shop', app: undefined, host: 'cache.shop.svc' },
    { cluster: undefined, app: undefined, host: 'cache' },
  ])('a cluster in $cluster is $host for an application in $app', ({ cluster, app, host }) => {
    const root = Testing.app();
    const there = new Chart(root, 'app', { namespace: app });
    new RedisCluster(new Chart(root, 'redis', { namespace: cluster }), 'cache', { access: Access.anywhere() }).connect(deployment(there));
    const { env } = Testing.synth(there).find(({ kind }) => kind === 'Deployment').spec.template.spec.containers[0];
    expect(env).toContainEqual({ name: 'REDIS_HOST', value: host });
  });

  test('a cluster of unknown namespace cannot be named from a known one', () => {
    const root = Testing.app();
    const redis = new RedisCluster(new Chart(root, 'redis'), 'cache');
    const there = deployment(new Chart(root, 'app', { namespace: 'blog' }));
    expect(() => redis.connect(there)).toThrow(
      'redis/cache cannot be named from namespace "blog": set namespace on the chart of the cluster as well',
    );
  });

  describe('where the network policy', () => {
    const connected = (props: RedisClusterProps, app?: string, cluster?: string) => {
      const root = Testing.app();
      const there = new Chart(root, 'app', { namespace: app });
      new RedisCluster(new Chart(root, 'redis', { namespace: cluster }), 'cache', props).connect(deployment(there));
      return Testing.synth(there).find(({ kind }) => kind === 'Deployment').spec;
    };
    const LABEL = 'cdk8s-redis-cluster/cache';

    test('lets labels in, the pods get theirs', () => {
      const { template, selector } = connected({ access: Access.labelled() });
      expect(template.metadata.labels).toMatchObject({ ...selector.matchLabels, [LABEL]: 'client' });
      expect(selector.matchLabels).not.toHaveProperty([LABEL]);
    });

    test.each([Access.sameNamespace(), Access.anywhere(), Access.withoutPolicy()])('does not, with %s, they get none', (access) => {
      expect(connected({ access }).template.metadata.labels).not.toHaveProperty([LABEL]);
    });

    test.each([
      { access: undefined, by: 'Access.sameNamespace()' },
      { access: Access.labelled(), by: 'Access.labelled()' },
      { access: Access.labelled({ namespaces: ['news'] }), by: 'Access.labelled()' },
    ])('keeps a namespace out, with $by, its pods are not connected', ({ access, by }) => {
      expect(() => connected({ access }, 'blog', 'shop')).toThrow(
        `app/app cannot reach redis/cache from namespace "blog", which ${by} does not let in: use Access.labelled({ namespaces: [...] }) or Access.anywhere()`,
      );
    });

    test.each([Access.labelled({ namespaces: ['news', 'blog'] }), Access.anywhere(), Access.withoutPolicy()])(
      'lets it in, with %s, they are',
      (access) => {
        expect(connected({ access }, 'blog', 'shop').template.spec.containers[0].env).toContainEqual({ name: 'REDIS_HOST', value: 'cache.shop.svc' });
      },
    );

    test('cannot be judged, because a namespace is not known, they are', () => {
      expect(connected({}, undefined, 'shop').template.spec.containers[0].env).toContainEqual({ name: 'REDIS_HOST', value: 'cache.shop.svc' });
    });
  });

  test('other programs read out which labels they need', () => {
    const scope = chart();
    expect(new RedisCluster(scope, 'cache', { access: Access.labelled() }).clientLabels).toEqual({ 'cdk8s-redis-cluster/cache': 'client' });
    expect(new RedisCluster(scope, 'open').clientLabels).toEqual({});
  });

  test('two clusters connect under two prefixes, and one of them twice', () => {
    const scope = chart();
    const app = deployment(scope);
    const cache = new RedisCluster(scope, 'cache');
    const queue = new RedisCluster(scope, 'queue');
    cache.connect(app);
    cache.connect(app);
    queue.connect(app, { prefix: 'QUEUE' });
    expect(variables(scope)[0]).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '6379', QUEUE_HOST: 'queue', QUEUE_PORT: '6379' });
    expect(() => queue.connect(app)).toThrow(/^container migrate of test\/app has REDIS_HOST already: set prefix to connect to a second cluster$/);
  });

  describe('where passwords are asked for', () => {
    const users = Auth.users(
      [
        { name: 'shop', secretName: 'shop' },
        { name: 'report', secretName: 'report', key: 'secret' },
      ],
      { system: { secretName: 'system' } },
    );

    test('names the user, and the Secret that has the password', () => {
      const scope = chart();
      const redis = new RedisCluster(scope, 'cache', { auth: users });
      const app = deployment(scope);
      redis.connect(app, { user: 'report' });
      redis.connect(app, { user: 'report' });
      redis.connect(app, { user: 'shop', prefix: 'SHOP' });
      const { containers, initContainers } = object(scope, 'Deployment', 'app').spec.template.spec;
      for (const { env } of [...containers, ...initContainers]) {
        expect(env).toContainEqual({ name: 'REDIS_USERNAME', value: 'report' });
        expect(env).toContainEqual({ name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'report', key: 'secret' } } });
        expect(env).toContainEqual({ name: 'SHOP_PASSWORD', valueFrom: { secretKeyRef: { name: 'shop', key: 'password' } } });
      }
      expect(() => redis.connect(app, { user: 'shop' })).toThrow(/has REDIS_USERNAME already/);
      expect(redis.connectionEnv({ user: 'report' })).toEqual({ REDIS_HOST: 'cache', REDIS_PORT: '6379', REDIS_USERNAME: 'report' });
      expect(redis.connectionSecrets({ user: 'report', prefix: 'A' })).toEqual({ A_PASSWORD: { secretName: 'report', key: 'secret' } });
    });

    test('a single one need not be named', () => {
      const redis = new RedisCluster(chart(), 'cache', { auth: Auth.password('app') });
      expect(redis.connectionEnv()).toMatchObject({ REDIS_USERNAME: 'default' });
      expect(redis.connectionSecrets()).toEqual({ REDIS_PASSWORD: { secretName: 'app', key: 'password' } });
      expect(new RedisCluster(chart(), 'cache').connectionSecrets()).toEqual({});
    });

    test.each([
      [users, undefined, 'user must be one of the users of auth ("shop", "report"), got undefined: say as whom the program connects'],
      [users, 'cluster-manager', 'user must be one of the users of auth ("shop", "report"), got "cluster-manager": say as whom the program connects'],
      [Auth.none(), 'shop', 'user must be one of the users of auth (none, since auth is Auth.none()), got "shop": say as whom the program connects'],
    ])('somebody has to be', (auth, user, says) => {
      expect(() => new RedisCluster(chart(), 'cache', { auth }).connectionEnv({ user })).toThrow(says);
    });
  });

  test('what the workload has already is not replaced, and nothing is done by halves', () => {
    const scope = chart();
    const app = deployment(scope);
    app.containers[0].env.addVariable('REDIS_PORT', EnvValue.fromValue('1'));
    expect(() => new RedisCluster(scope, 'cache').connect(app)).toThrow(/REDIS_PORT already/);
    expect(app.initContainers[0].env.variables).toEqual({});
  });

  test('a workload without containers is connected too early', () => {
    const scope = chart();
    const app = new Deployment(scope, 'app');
    expect(() => new RedisCluster(scope, 'cache').connect(app)).toThrow('test/app has no container yet: add its containers before it is connected');
  });

  test.each(['', '1ST', 'MY-REDIS', 'A B'])('prefix %j is refused', (prefix) => {
    const scope = chart();
    expect(() => new RedisCluster(scope, 'cache').connect(deployment(scope), { prefix })).toThrow(
      `prefix ${JSON.stringify(prefix)} cannot begin the name of an environment variable: use letters, digits and underscores, no digit first`,
    );
  });
});
