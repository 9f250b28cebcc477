import { Duration } from 'cdk8s';
import { Auth, ClusterFormation, DangerousCommands, Formation, RedisCluster } from '../../src';
import { renderUsers } from '../../src/render/auth';
import { chart, container, job, Manifest, object, objects } from '../synth';

const USERS = Auth.users(
  [
    { name: 'shop', secretName: 'shop', keys: ['shop:*', '%R~shared:*'], channels: ['shop:*'] },
    { name: 'report', secretName: 'report', key: 'secret', commands: ['+@read', '+ping'] },
  ],
  { system: { secretName: 'system' } },
);

const lines = (auth: Auth) => renderUsers(auth).trim().split('\n');

describe('the users', () => {
  test('are none without passwords', () => {
    expect(renderUsers(Auth.none())).toBe('');
  });

  test('are one for a password, who may do everything', () => {
    expect(renderUsers(Auth.password('app'))).toBe('default app/password app/previous-password ~* &* -@all +@all\n');
  });

  test('are three where dangerous commands are closed', () => {
    expect(lines(Auth.password('app', { key: 'a', previousKey: 'b', dangerousCommands: DangerousCommands.closed() }))).toEqual([
      'default app/a app/b ~* &* -@all +@all -@dangerous +info +role +cluster|replicas +sort +sort_ro',
      expect.stringMatching(/^cluster-manager app\/system-password app\/previous-system-password ~\* -@all \+command \+ping /),
      'cluster-replica app/system-password app/previous-system-password -@all +ping +psync +replconf',
    ]);
  });

  test('have keys, channels and commands of their own', () => {
    expect(lines(USERS).slice(0, 2)).toEqual([
      'shop shop/password shop/previous-password ~shop:* %R~shared:* &shop:* -@all +@all -@dangerous +info +role +cluster|replicas +sort +sort_ro',
      'report report/secret report/previous-secret ~* &* -@all +@read +ping',
    ]);
  });
});

describe('a cluster with passwords', () => {
  const clusterOf = (auth: Auth) => {
    const scope = chart({ namespace: 'here' });
    new RedisCluster(scope, 'cache', { auth });
    return scope;
  };
  const sourcesOf = (workload: Manifest) => {
    const { projected } = workload.spec.template.spec.volumes.find((volume: Manifest) => volume.name === 'auth');
    return projected.sources.map(({ secret }: Manifest) => [secret.name, secret.optional, ...secret.items.map((item: Manifest) => item.path)]);
  };

  test('mounts whole folders: of everybody where the data is, its own where it manages', () => {
    const scope = clusterOf(USERS);
    const system = ['system', true, 'system/password', 'system/previous-password'];
    expect(sourcesOf(object(scope, 'StatefulSet', 'cache'))).toEqual([
      ['shop', true, 'shop/password', 'shop/previous-password'],
      ['report', true, 'report/secret', 'report/previous-secret'],
      system,
    ]);
    for (const manager of [job(scope), object(scope, 'Deployment', 'cache-keeper')]) expect(sourcesOf(manager)).toEqual([system]);
    for (const workload of [job(scope), object(scope, 'Deployment', 'cache-keeper'), object(scope, 'StatefulSet', 'cache')]) {
      const mounts = workload.spec.template.spec.containers[0].volumeMounts;
      expect(mounts.filter((mount: Manifest) => mount.subPath !== undefined)).toEqual([]);
      expect(mounts).toContainEqual({ name: 'auth', mountPath: '/etc/redis-auth', readOnly: true });
    }
  });

  test('tells its scripts names and places, never a password', () => {
    const { env } = container(object(clusterOf(Auth.password('app', { overlap: Duration.minutes(1) })), 'StatefulSet', 'cache'), 'redis');
    expect(env.filter(({ name }: Manifest) => name.startsWith('AUTH_'))).toEqual([
      { name: 'AUTH_USER', value: 'default' },
      { name: 'AUTH_PASSWORD', value: 'app/password' },
      { name: 'AUTH_PREVIOUS', value: 'app/previous-password' },
      { name: 'AUTH_OVERLAP', value: '60' },
    ]);
    expect(env.filter(({ valueFrom }: Manifest) => valueFrom?.secretKeyRef)).toEqual([]);
  });

  test('rolls its pods when rules change', () => {
    const checksum = (auth: Auth) =>
      object(clusterOf(auth), 'StatefulSet', 'cache').spec.template.metadata.annotations['cdk8s-redis-cluster/checksum'];
    const closed = { dangerousCommands: DangerousCommands.closed() };
    expect(new Set([Auth.none(), Auth.password('app'), Auth.password('app', closed)].map(checksum)).size).toBe(3);
  });

  test('keeps out whoever gives no name, unless a user is called default', () => {
    const conf = (auth: Auth) => object(clusterOf(auth), 'ConfigMap', 'cache-config').data['redis.conf'];
    expect(conf(USERS)).toContain('user default off\n');
    for (const auth of [Auth.none(), Auth.password('app')]) expect(conf(auth)).not.toContain('user ');
  });

  test('has none of this without passwords', () => {
    const scope = clusterOf(Auth.none());
    expect(JSON.stringify(objects(scope).map(({ kind, spec }) => [kind, spec]))).not.toMatch(/AUTH_|redis-auth/);
    expect(object(scope, 'ConfigMap', 'cache-config').data.users).toBeUndefined();
  });
});

test('a Job that is used alone logs in as well', () => {
  const scope = chart();
  new ClusterFormation(scope, 'formation', { statefulSetName: 'redis', serviceName: 'redis', auth: Auth.password('app') });
  expect(container(job(scope), 'manager').env).toContainEqual({ name: 'AUTH_USER', value: 'default' });
  new RedisCluster(chart(), 'cache', { auth: Auth.password('app'), formation: Formation.none() });
});
