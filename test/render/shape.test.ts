import { execFileSync } from 'node:child_process';
import { Size } from 'cdk8s';
import { Persistence, RedisClusterProps, ShardLoss, Storage } from '../../src';
import { settle } from '../../src/render/settings';
import { renderShape, Shape, shapeOf, withHash } from '../../src/render/shape';

const SHAPE: Shape = {
  name: 'cache',
  pods: ['cache-0', 'cache-1', 'cache-2'],
  others: ['cache-0-0', 'cache-1-0'],
  service: 'cache-nodes',
  clusterDomain: 'cluster.local',
  port: 6379,
  shards: 3,
  replicas: 0,
  nodeTimeout: 5000,
  wait: 3600,
  announced: true,
  onShardLoss: 'manual',
  onQuorumLoss: 'takeOver',
  takeOverAfter: 90,
  swapReplicas: true,
  zones: { 'node2.example.com': 'b', node1: 'a' },
};

test('a shell reads every value as it was meant', () => {
  const shape = withHash(renderShape(SHAPE), 'abc');
  const names = [...shape.matchAll(/^[A-Z_]+(?==)/gm)].map(([name]) => name);
  const read = execFileSync('sh', ['-eu', '-c', `${shape}\nfor name in ${names.join(' ')}; do eval "echo \\"\\$$name\\""; done`], {
    encoding: 'utf8',
  });
  expect(read.split('\n')).toEqual([
    'abc',
    'cache',
    'cache-0 cache-1 cache-2',
    'cache-0-0 cache-1-0',
    'cache-nodes',
    'cluster.local',
    '6379',
    '3',
    '0',
    '5000',
    '3600',
    'yes',
    'manual',
    'takeOver',
    '90',
    'yes',
    'node1=a node2.example.com=b',
    '',
  ]);
});

test('what certificates have to name is there with TLS alone', () => {
  expect(renderShape(SHAPE)).not.toContain('TLS');
  const shape = renderShape({ ...SHAPE, tls: { names: ['cache', 'cache.shop.svc'], announced: false, warnSeconds: 60 } });
  expect(shape).toContain("TLS_NAMES='cache cache.shop.svc'\nANNOUNCED_TO_CLIENTS='no'\nTLS_WARN_SECONDS='60'\n");
});

test('a node timeout that nobody named is empty: the servers keep theirs', () => {
  expect(renderShape({ ...SHAPE, nodeTimeout: undefined })).toContain("NODE_TIMEOUT=''\n");
});

test('replicas that never take over by themselves wait for no time', () => {
  expect(renderShape({ ...SHAPE, takeOverAfter: undefined })).toContain("TAKE_OVER_AFTER=''\n");
});

describe('what becomes of a shard that is lost', () => {
  const policy = (props: RedisClusterProps) =>
    shapeOf(settle({ ...props, name: 'cache' }, { nameIsId: false, serviceName: 'cache-nodes', objects: [] }), { announced: true }).onShardLoss;
  const volumes = Storage.persistentVolumes({ size: Size.gibibytes(1) });

  test.each<[string, RedisClusterProps]>([
    ['volumes outlive the pods', { storage: volumes }],
    ['folders do', { storage: Storage.nfs({ server: 'files', path: '/' }) }],
    ['the user says so', { onShardLoss: ShardLoss.manual() }],
  ])('is for a person to decide where %s', (_, props) => {
    expect(policy(props)).toBe('manual');
  });

  test.each<[string, RedisClusterProps]>([
    ['data lives and dies with the pods', {}],
    ['nothing is written', { storage: volumes, persistence: Persistence.none() }],
    ['the user says so', { storage: volumes, onShardLoss: ShardLoss.recreateEmpty() }],
  ])('is an empty shard where %s', (_, props) => {
    expect(policy(props)).toBe('recreateEmpty');
  });
});
