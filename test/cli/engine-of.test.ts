import { engineOf } from '../../src/cli/diff/engine-of';

test.each([
  ['redis:8.0', 'redis 8.0'],
  ['redis:8.0.2-alpine', 'redis 8.0'],
  ['valkey/valkey:9.1', 'valkey 9.1'],
  [`registry.example.com:5000/mirror/valkey/valkey:9.1-alpine@sha256:${'a'.repeat(64)}`, 'valkey 9.1'],
  ['localhost/our-redis:7.4-3', 'redis 7.4'],
])('%s is %s', (image, engine) => {
  const { family, version } = engineOf(image)!;
  expect(`${family} ${version.join('.')}`).toBe(engine);
});

test.each([
  'redis',
  'redis:latest',
  'redis:8',
  'redis:v8.0',
  `redis@sha256:${'a'.repeat(64)}`,
  'cache:8.0',
  'redis/server:8.0',
  '',
  'localhost:5000/redis',
])('%s does not say what it is', (image) => {
  expect(engineOf(image)).toBeUndefined();
});
