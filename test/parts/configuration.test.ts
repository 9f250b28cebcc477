import { Size } from 'cdk8s';
import { Configuration, Engine } from '../../src';
import { chart, object } from '../synth';

test('used alone it is a ConfigMap with redis.conf', () => {
  const scope = chart();
  const configuration = new Configuration(scope, 'any id', {
    name: 'cache',
    port: 7000,
    directives: { 'slowlog-max-len': '64' },
    labels: { team: 'shop' },
  });
  const { data, metadata } = object(scope, 'ConfigMap', 'cache-config');
  expect(metadata.labels).toMatchObject({ team: 'shop', 'app.kubernetes.io/instance': 'cache' });
  expect(Object.keys(data)).toEqual(['redis.conf']);
  expect(data['redis.conf']).toBe(configuration.redisConf);
  expect(data['redis.conf']).toMatch(/^slowlog-max-len 64$/m);
});

test('a memory limit bounds the keys', () => {
  const configuration = new Configuration(chart(), 'id', { name: 'cache', resources: { memory: { limit: Size.gibibytes(1) } } });
  expect(configuration.redisConf).toMatch(/^maxmemory 751619276$/m);
});

test('it knows what the servers need to know', () => {
  const configuration = new Configuration(chart(), 'id', { name: 'cache', engine: Engine.valkey('9.1'), port: 7000 });
  expect(configuration).toMatchObject({
    name: 'cache',
    configMapName: 'cache-config',
    port: 7000,
    busPort: 17000,
    engine: { image: 'valkey/valkey:9.1' },
  });
});

test('used alone it judges its own props', () => {
  expect(() => new Configuration(chart(), 'id', { name: 'cache', directives: { port: '1' } })).toThrow(/port/);
});
