import { Duration, Size } from 'cdk8s';
import { ClientAuthentication, EndpointType, Engine, EngineModules, EvictionPolicy, Fsync, Persistence, RedisClusterProps, Tls } from '../../src';
import { renderRedisConf } from '../../src/render/redis-conf';
import { settle } from '../../src/render/settings';
import { OWNED_DIRECTIVES } from '../../src/render/validation/owned-directives';

function render(props: RedisClusterProps = {}): string {
  return renderRedisConf(settle({ ...props, name: 'cache' }, { nameIsId: false, serviceName: 'cache-nodes', objects: [] }));
}

function directives(props: RedisClusterProps = {}): { [name: string]: string } {
  const lines = render(props)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

test('the defaults', () => {
  expect(directives()).toEqual({
    port: '6379',
    'cluster-port': '16379',
    bind: '* -::*',
    'protected-mode': 'no',
    daemonize: 'no',
    'cluster-enabled': 'yes',
    'cluster-config-file': '/var/lib/redis/nodes.conf',
    'cluster-node-timeout': '5000',
    'cluster-require-full-coverage': 'no',
    'cluster-preferred-endpoint-type': 'hostname',
    'cluster-allow-replica-migration': 'no',
    'cluster-replica-validity-factor': '10',
    'repl-backlog-size': '67108864',
    'repl-diskless-sync': 'yes',
    'repl-diskless-sync-delay': '0',
    'repl-ping-replica-period': '1',
    'min-replicas-to-write': '0',
    'min-replicas-max-lag': '10',
    dir: '/var/lib/redis',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '""',
    'shutdown-on-sigterm': 'nosave',
    'shutdown-timeout': '5',
    maxmemory: '0',
    'maxmemory-policy': 'noeviction',
  });
});

test.each<[string, RedisClusterProps, { [name: string]: string }]>([
  ['ports', { port: 7000, busPort: 7001 }, { port: '7000', 'cluster-port': '7001' }],
  ['a bus port that follows the port', { port: 7000 }, { 'cluster-port': '17000' }],
  ['a node timeout', { nodeTimeout: Duration.millis(1500) }, { 'cluster-node-timeout': '1500' }],
  ['full coverage', { requireFullCoverage: true }, { 'cluster-require-full-coverage': 'yes' }],
  ['addresses', { endpointType: EndpointType.IP }, { 'cluster-preferred-endpoint-type': 'ip' }],
  [
    'replicas in sync',
    { minReplicasToWrite: 1, minReplicasMaxLag: Duration.seconds(5) },
    { 'min-replicas-to-write': '1', 'min-replicas-max-lag': '5' },
  ],
  [
    'a flush for every write',
    { persistence: Persistence.appendOnly({ fsync: Fsync.ALWAYS }) },
    { appendonly: 'yes', appendfsync: 'always', save: '""' },
  ],
  ['snapshots', { persistence: Persistence.snapshots() }, { appendonly: 'no', save: '3600 1 300 100 60 10000', 'shutdown-on-sigterm': 'save' }],
  [
    'both',
    { persistence: Persistence.appendOnlyAndSnapshots({ rules: [{ after: Duration.hours(2), changes: 9 }] }) },
    { appendonly: 'yes', save: '7200 9', 'shutdown-on-sigterm': 'nosave' },
  ],
  ['neither', { persistence: Persistence.none() }, { appendonly: 'no', save: '""', 'shutdown-on-sigterm': 'nosave' }],
  ['an engine that hands over when it stops', { engine: Engine.valkey('9.0') }, { 'shutdown-on-sigterm': 'nosave failover' }],
  [
    'the same with a last snapshot',
    { engine: Engine.valkey('9.0'), persistence: Persistence.snapshots() },
    { 'shutdown-on-sigterm': 'save failover' },
  ],
  ['an eviction policy', { evictionPolicy: EvictionPolicy.ALL_KEYS_LFU }, { 'maxmemory-policy': 'allkeys-lfu' }],
  ['a maximum', { maxMemory: Size.mebibytes(1.5) }, { maxmemory: '1572864' }],
  ['70 % of a memory limit', { resources: { memory: { limit: Size.mebibytes(1000) } } }, { maxmemory: `${700 * 1024 * 1024}` }],
  ['a backlog of a tenth of the maximum', { maxMemory: Size.mebibytes(500) }, { 'repl-backlog-size': `${50 * 1024 * 1024}` }],
  ['a backlog that is not too small', { maxMemory: Size.mebibytes(8) }, { 'repl-backlog-size': `${1024 * 1024}` }],
  ['a backlog of any size', { replicationBacklog: Size.gibibytes(1) }, { 'repl-backlog-size': `${1024 ** 3}` }],
  ['one database', { engine: Engine.valkey('9.1') }, { 'cluster-databases': '1' }],
  ['several databases', { engine: Engine.valkey('9.1'), databases: 16 }, { 'cluster-databases': '16' }],
  ['a maximum beside a limit', { maxMemory: Size.mebibytes(1), resources: { memory: { limit: Size.gibibytes(1) } } }, { maxmemory: '1048576' }],
])('%s', (_, props, expected) => {
  expect(directives(props)).toMatchObject(expected);
});

test('with TLS nothing is plain', () => {
  expect(directives({ port: 7000, tls: Tls.secret('keys') })).toMatchObject({
    port: '0',
    'tls-port': '7000',
    'tls-cluster': 'yes',
    'tls-replication': 'yes',
    'tls-auth-clients': 'yes',
    'tls-cert-file': '/run/redis-cluster/tls/tls.crt',
    'tls-key-file': '/run/redis-cluster/tls/tls.key',
    'tls-ca-cert-file': '/run/redis-cluster/tls/ca.crt',
    unixsocket: '/run/redis-cluster/server.sock',
    unixsocketperm: '700',
  });
});

test('clients need no certificate where that was chosen', () => {
  expect(directives({ tls: Tls.secret('keys', { clientAuthentication: ClientAuthentication.NONE }) })).toMatchObject({ 'tls-auth-clients': 'no' });
});

test('modules in their order, each word of their arguments as it was given', () => {
  const modules = EngineModules.files({ path: '/opt/search.so', args: ['THREADS', '2', 'a "b" c'] }, { path: '/opt/json.so' });
  expect(render({ modules })).toContain('\n# modules\nloadmodule /opt/search.so "THREADS" "2" "a \\"b\\" c"\nloadmodule /opt/json.so\n');
});

test.each([EngineModules.none(), EngineModules.bundled(), undefined])('no module that nobody named', (modules) => {
  expect(render({ modules })).not.toContain('module');
});

test('further directives come last, in the order of their names', () => {
  const conf = render({ directives: { 'slowlog-max-len': '64', 'client-output-buffer-limit': 'replica 512mb 128mb 60' } });
  expect(conf).toMatch(/\n# directives\nclient-output-buffer-limit replica 512mb 128mb 60\nslowlog-max-len 64\n$/);
});

test('whatever is written here cannot be set a second time', () => {
  const written = Object.keys(directives({ engine: Engine.valkey('9.1'), tls: Tls.secret('keys') }));
  expect(written.filter((name) => !OWNED_DIRECTIVES.has(name))).toEqual([]);
});
