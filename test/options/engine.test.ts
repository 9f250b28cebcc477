import { Engine } from '../../src';
import { directivesOf } from '../../src/options/engine-directives';
import { ENGINE_FAMILIES, engineVersion, majorMinor } from '../../src/options/engine-versions';

test.each([
  { engine: Engine.redis('8.0'), image: 'redis:8.0' },
  { engine: Engine.redis('7.4.2'), image: 'redis:7.4.2' },
  { engine: Engine.valkey('9.1-alpine'), image: 'valkey/valkey:9.1-alpine' },
  { engine: Engine.redis('8.0', { image: 'registry.example.com/redis:8.0-patched' }), image: 'registry.example.com/redis:8.0-patched' },
  { engine: Engine.redis('8.0', { digest: 'sha256:1f' }), image: 'redis:8.0@sha256:1f' },
  { engine: Engine.redis('8.0', { image: 'localhost:5000/redis:8', digest: 'sha256:1f' }), image: 'localhost:5000/redis:8@sha256:1f' },
])('image $image', ({ engine, image }) => {
  expect(engine.image).toBe(image);
});

test.each([
  ['8.0', '8.0'],
  ['8.0.2', '8.0'],
  ['8.0-alpine', '8.0'],
  ['8.0.2-bookworm', '8.0'],
  ['8', '8'],
  ['8.01x', '8.01x'],
])('version %s is %s', (version, expected) => {
  expect(majorMinor(version)).toBe(expected);
});

test('what a version has is found with its patch level too', () => {
  expect(engineVersion('redis', '7.0.15')).toEqual({ announceNodeName: false, failoverOnSigterm: false, databases: false });
  expect(engineVersion('redis', '7.2')).toEqual({ announceNodeName: true, failoverOnSigterm: false, databases: false });
  expect(engineVersion('valkey', '9.1.0')).toEqual({ announceNodeName: true, failoverOnSigterm: true, databases: true });
});

test('an unknown version has nothing', () => {
  expect(() => engineVersion('redis', '6.2')).toThrow('unknown engine version redis 6.2');
});

test('every version that has facts has known directives, those that tell versions apart among them', () => {
  for (const [family, { versions }] of Object.entries(ENGINE_FAMILIES)) {
    for (const [version, { announceNodeName }] of Object.entries(versions)) {
      expect(directivesOf(family, version)?.has('cluster-announce-human-nodename')).toBe(announceNodeName);
    }
  }
});
