import { differences, showDifference } from '../../src/cli/diff/differences';
import { quantity } from '../../src/cli/diff/quantity';

const shown = (old: unknown, now: unknown) => differences(old, now).map(showDifference);

test('fields go by their path, elements by their names', () => {
  const pod = (image: string) => ({ spec: { containers: [{ name: 'redis', image }, { name: 'other' }] } });
  expect(shown(pod('redis:8.0'), pod('redis:8.2'))).toEqual(['spec.containers[redis].image: redis:8.0 -> redis:8.2']);
  const claims = (storage: string) => ({ claims: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }] });
  expect(shown(claims('1Gi'), claims('2Gi'))).toEqual(['claims[data].spec.resources.requests.storage: 1Gi -> 2Gi']);
  expect(shown({ data: { 'redis.conf': 'a' } }, { data: { 'redis.conf': 'b' } })).toEqual(['data[redis.conf]: a -> b']);
});

test('an element that comes, goes or moves is a difference', () => {
  const list = (...names: string[]) => ({ env: names.map((name) => ({ name })) });
  expect(shown(list('A'), list('A', 'B'))).toEqual(['env[B]: none -> {"name":"B"}']);
  expect(shown(list('A', 'B'), list('A'))).toEqual(['env[B]: {"name":"B"} -> none']);
  expect(shown(list('A', 'B'), list('B', 'A'))).toEqual(['env: A B -> B A']);
  expect(shown({ env: [{ name: 'A' }, { name: 'A' }] }, list('A'))).toEqual(['env: [{"name":"A"},{"name":"A"}] -> [{"name":"A"}]']);
  expect(shown({ args: ['a', 'b'] }, { args: ['b', 'a'] })).toEqual(['args: ["a","b"] -> ["b","a"]']);
});

test('null is absent, and the order of keys is none', () => {
  expect(differences({ a: null, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }] })).toEqual([]);
  expect(shown({ a: '' }, { a: null })).toEqual(['a: "" -> none']);
});

test('quantities are compared by what they say, where they are quantities', () => {
  const request = (memory: string) => ({ resources: { requests: { memory } } });
  expect(differences(request('2Gi'), request('2048Mi'))).toEqual([]);
  expect(shown(request('2Gi'), request('2G'))).toEqual(['resources.requests.memory: 2Gi -> 2G']);
  expect(shown({ label: '1000m' }, { label: '1' })).toEqual(['label: 1000m -> 1']);
});

test('long and multi-line values do not fill the screen', () => {
  expect(shown({ a: 'x'.repeat(100) }, { a: 1 })).toEqual([`a: ${'x'.repeat(60)}... -> 1`]);
  expect(shown({ a: 'x\ny' }, { a: 'x\nz' })).toEqual(['a: another text']);
  expect(shown({}, { a: 'x\nz' })).toEqual(['a: new']);
  expect(shown({ a: 'x\nz' }, {})).toEqual(['a: gone']);
});

test.each([
  ['1', 1],
  ['100m', 0.1],
  ['0.1', 0.1],
  ['1k', 1000],
  ['1Ki', 1024],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['1e3', 1000],
  ['1E', 1e18],
  ['', NaN],
  ['two', NaN],
])('%s is %d', (text, number) => {
  expect(quantity(text)).toBe(number);
});
