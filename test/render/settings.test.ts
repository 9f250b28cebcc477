import { readFileSync } from 'node:fs';
import { settle } from '../../src/render/settings';

const WHERE = { nameIsId: false, serviceName: 'cache-nodes', objects: [] };

/** The names of the members of the interfaces of a file, as their docstrings and types stand there. */
function members(file: string): string[] {
  return [...readFileSync(`${__dirname}/../../src/${file}`, 'utf8').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
}

test('every prop of a cluster arrives', () => {
  const files = ['redis-cluster-props', 'options/configuration', 'options/metadata', 'options/nodes', 'options/pods', 'options/services'];
  const props = files.flatMap((file) => members(`${file}.ts`));
  expect(props).toEqual(expect.arrayContaining(['name', 'engine', 'shards', 'labels', 'podLabels', 'serviceType']));
  const settings: object = settle({ name: 'cache' }, WHERE);
  expect(props.filter((prop) => !(prop in settings))).toEqual([]);
});

test('what was given stays as it is, right or wrong', () => {
  expect(settle({ name: 'Not A Name', shards: NaN, port: -1 }, WHERE)).toMatchObject({ name: 'Not A Name', shards: NaN, port: -1, busPort: 9999 });
});
