import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { RedisCluster, RedisClusterProps } from '../../src';
import { run, USAGE } from '../../src/cli/command';

const folder = mkdtempSync(join(tmpdir(), 'diff-'));

afterAll(() => rmSync(folder, { recursive: true }));

function manifest(name: string, props: RedisClusterProps): string {
  const app = new App();
  new RedisCluster(new Chart(app, 'chart'), 'cache', props);
  const path = join(folder, name);
  writeFileSync(path, app.synthYaml());
  return path;
}

const plain = manifest('plain.yaml', {});
const labelled = manifest('labelled.yaml', { labels: { team: 'a' } });
const larger = manifest('larger.yaml', { shards: 4 });

test('0: nothing needs a person', () => {
  expect(run(['diff', plain, plain])).toEqual({ output: 'Nothing changes.\n', errors: '', exitCode: 0 });
  expect(run(['diff', plain, labelled])).toMatchObject({ output: expect.stringContaining('Changed in place'), errors: '', exitCode: 0 });
});

test('1: something does', () => {
  expect(run(['diff', plain, larger])).toMatchObject({ output: expect.stringContaining('shards: 3 -> 4'), errors: '', exitCode: 1 });
});

test('--json says the same', () => {
  const { output, exitCode } = run(['diff', '--json', plain, larger]);
  expect(exitCode).toBe(1);
  const { needsPerson, findings } = JSON.parse(output);
  expect(needsPerson).toBe(true);
  expect(findings[0]).toMatchObject({ outlook: 'data', object: 'StatefulSet cache', changes: ['shards: 3 -> 4'] });
});

test.each([
  ['no command', []],
  ['another command', ['apply', plain, plain]],
  ['one manifest', ['diff', plain]],
  ['three', ['diff', plain, plain, plain]],
  ['an unknown option', ['diff', '--yaml', plain, plain]],
])('2: %s', (_, args) => {
  const { output, errors, exitCode } = run(args);
  expect(output).toBe('');
  expect(errors).toContain(USAGE);
  expect(exitCode).toBe(2);
});

test('2: what cannot be read', () => {
  expect(run(['diff', plain, join(folder, 'missing')])).toMatchObject({ output: '', errors: expect.stringContaining('ENOENT'), exitCode: 2 });
  expect(run(['diff', '-', '-'])).toMatchObject({ errors: expect.stringContaining('only one'), exitCode: 2 });
});

test('--help', () => {
  expect(run(['--help'])).toEqual({ output: USAGE, errors: '', exitCode: 0 });
});
