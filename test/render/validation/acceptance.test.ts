import { App, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  ClusterFormation,
  Configuration,
  Engine,
  EngineModules,
  Formation,
  Persistence,
  RedisCluster,
  RedisClusterProps,
  Storage,
} from '../../../src';
import { directivesOf } from '../../../src/options/engine-directives';
import { ENGINE_FAMILIES } from '../../../src/options/engine-versions';
import { OWNED_DIRECTIVES } from '../../../src/render/validation/owned-directives';
import { chart, object } from '../../synth';

const ENGINES = Object.entries(ENGINE_FAMILIES).flatMap(([family, { versions }]) =>
  Object.keys(versions).map((version) => (family === 'redis' ? Engine.redis(version) : Engine.valkey(version))),
);

describe('the error', () => {
  test('lists every problem of all areas', () => {
    const wrong = { shards: 1, port: 0, busPort: 0, storage: Storage.emptyDir({ sizeLimit: Size.mebibytes(0) }), labels: { 'a b': '' } };
    expect(() => new RedisCluster(chart(), 'cache', wrong)).toThrow(
      /^5 problems with RedisCluster test\/cache:\n- shards .*\n- port .*\n- busPort must be another.*\n- storage: sizeLimit .*\n- a key of labels .*$/,
    );
  });

  test('leaves nothing behind: no part, no claim', () => {
    const scope = chart();
    expect(() => new RedisCluster(scope, 'wrong', { name: 'cache', shards: 1 })).toThrow('shards');
    expect(scope.node.findChild('wrong').node.children).toEqual([]);
    new RedisCluster(scope, 'cache');
  });
});

describe('names', () => {
  test('are free in another namespace, another App and, without a namespace, another chart', () => {
    const app = Testing.app();
    for (const [id, namespace] of [['a', 'one'], ['b', 'two'], ['c'], ['d']]) {
      new RedisCluster(new Chart(app, id, { namespace }), 'cache');
    }
    new RedisCluster(new Chart(new App(), 'a', { namespace: 'one' }), 'cache');
  });

  test('are free again when the cluster is taken out', () => {
    const scope = chart({ namespace: 'here' });
    new RedisCluster(scope, 'cache');
    scope.node.tryRemoveChild('cache');
    new RedisCluster(scope, 'again', { name: 'cache' });
  });

  test('of parts are claimed too', () => {
    const scope = chart();
    new Configuration(scope, 'one', { name: 'cache' });
    expect(() => new RedisCluster(scope, 'cache')).toThrow('ConfigMap/cache-config must be made once in a chart, got one from "test/one" already');
  });

  test.each(['n', 'no', 'null', 'y', 'true', 'a'.repeat(47)])('%s is one', (name) => {
    const scope = chart();
    new RedisCluster(scope, 'id', { name });
    expect(object(scope, 'StatefulSet', name).metadata.labels['app.kubernetes.io/instance']).toBe(name);
  });

  test('1e3 is one for a StatefulSet that is there already', () => {
    new ClusterFormation(chart(), 'id', { statefulSetName: '1e3', serviceName: 'redis' });
  });
});

const SOUND: [string, RedisClusterProps][] = [
  ['the largest cluster', { shards: 500 }],
  ['no replicas', { replicasPerShard: 0 }],
  ['the first and the last port', { port: 1024, busPort: 65535 }],
  ['a patch level', { engine: Engine.redis('7.4.1-alpine') }],
  [
    'an image of its own, pinned',
    { engine: Engine.redis('8.0', { image: 'registry.example.com:5000/my/redis:8.0', digest: `sha256:${'a'.repeat(64)}` }) },
  ],
  ['a low memory limit', { resources: { memory: { limit: Size.mebibytes(64) } } }],
  ['fractions of sizes', { resources: { memory: { limit: Size.gibibytes(1.5) } }, maxMemory: Size.gibibytes(0.5) }],
  ['snapshots alone', { persistence: Persistence.snapshots([{ after: Duration.minutes(1), changes: 1 }]) }],
  ['no persistence', { persistence: Persistence.none() }],
  ['the class of no provisioner', { storage: Storage.persistentVolumes({ size: Size.gibibytes(1), storageClass: '' }) }],
  ['a long wait', { formation: Formation.job({ wait: Duration.days(1) }) }],
  ['every taint tolerated', { formation: Formation.job({ tolerations: [{ operator: 'Exists' }] }) }],
  [
    'directives with one word, many, quotes',
    {
      directives: {
        hz: '100',
        'client-output-buffer-limit': 'normal 0 0 0  replica 256mb 64mb 60',
        'proc-title-template': '"{title} \\"{listen-addr}\\""',
        'tls-protocols': "'TLSv1.2 TLSv1.3'",
        'notify-keyspace-events': '""',
      },
    },
  ],
  [
    'a module with directives of its own',
    {
      modules: EngineModules.files({ path: '/opt/search.so', args: ['THREADS', '2'] }),
      directives: { 'search-timeout': '100', 'my.option': 'a b' },
    },
  ],
];

test.each(SOUND)('accepts %s', (_, props) => {
  new RedisCluster(chart(), 'cache', props);
});

test.each(['10.0.0.1', 'fe80::1', 'nfs', 'NFS.example.com'])('accepts the NFS server %s', (server) => {
  new RedisCluster(chart({ namespace: 'here' }), 'cache', { storage: Storage.nfs({ server, path: '/' }) });
});

describe.each(ENGINES.map((engine): [string, Engine] => [engine.image, engine]))('%s', (_, engine) => {
  const known = directivesOf(engine.family, engine.version)!;

  test.each([
    ['without persistence', { persistence: Persistence.none() }],
    ['with everything', { persistence: Persistence.appendOnlyAndSnapshots(), maxMemory: Size.gibibytes(1), minReplicasToWrite: 1 }],
  ])('its redis.conf %s says nothing that it does not know, and nothing that users may say', (__, props) => {
    const { redisConf } = new Configuration(chart(), 'configuration', { name: 'cache', engine, ...props });
    const names = [...redisConf.matchAll(/^([a-z]\S*) /gm)].map(([, name]) => name);
    expect(names).toContain('cluster-enabled');
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names.filter((name) => !OWNED_DIRECTIVES.has(name))).toEqual([]);
  });
});

test('every owned directive is known to some engine', () => {
  const known = new Set(ENGINES.flatMap(({ family, version }) => [...directivesOf(family, version)!]));
  expect([...OWNED_DIRECTIVES.keys()].filter((name) => !known.has(name))).toEqual([]);
});
