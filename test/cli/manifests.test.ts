import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { RedisCluster } from '../../src';
import { parseManifests, readManifests, Unreadable } from '../../src/cli/manifests';

const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
const NAMED = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const namesIn = (path: string) => readManifests(path).map(({ metadata }) => metadata.name);

test.each(['n', 'y', 'no', 'on', '1e3', '0755', '1_000', '12:30', '0x1f', '2001-01-01', '.5', 'true'])('%s is a name, quoted or not', (name) => {
  expect(parseManifests('it', NAMED(name))[0].metadata.name).toBe(name);
  expect(parseManifests('it', NAMED(`"${name}"`))[0].metadata.name).toBe(name);
});

test('what cdk8s writes of a cluster with such a name comes back', () => {
  const app = new App();
  new RedisCluster(new Chart(app, 'it', { namespace: '1e3' }), 'n');
  const read = parseManifests('it', app.synthYaml());
  expect(read.find(({ kind }) => kind === 'StatefulSet')?.metadata).toMatchObject({ name: 'n', namespace: '1e3' });
});

test('null is nothing, and empty text is a text', () => {
  expect(parseManifests('it', `${NAMED('a')}data: {a: null, b: ~, c: "", d: }\n`)[0].data).toEqual({ a: null, b: null, c: '', d: null });
});

test('a file may be JSON, hold many documents, empty ones and lists', () => {
  expect(namesIn(file('a.json', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}'))).toEqual(['a']);
  const list = `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, metadata: {name: c}}\n`;
  expect(namesIn(file('b.yaml', `---\n# nothing\n---\n${NAMED('b')}---\n${list}`))).toEqual(['b', 'c']);
});

test('of a folder the manifests are read, as kubectl does', () => {
  const sub = join(folder, 'sub');
  mkdirSync(join(sub, 'deeper'), { recursive: true });
  for (const [name, object] of Object.entries({ 'a.yaml': 'a', 'b.yml': 'b', 'c.txt': '{{', 'deeper/d.yaml': 'd' }))
    file(`sub/${name}`, NAMED(object));
  expect(namesIn(sub)).toEqual(['a', 'b']);
});

test.each([
  ['what is not there', join(folder, 'missing.yaml'), /ENOENT.*missing\.yaml/],
  ['a file without manifests', file('empty.yaml', '# nothing\n'), /empty\.yaml: no manifests there/],
  ['what is no YAML', file('broken.yaml', `${NAMED('a')}data: [\n`), /broken\.yaml: .*/],
  ['a template', file('template.yaml', 'a: {{ .Values.b }}\n'), /template\.yaml: .*no manifest/],
  ['a text', file('text.yaml', 'hello\n'), /text\.yaml: .*no manifest/],
  ['a document without a name', file('nameless.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n'), /nameless\.yaml: .*metadata\.name/],
])('%s is refused', (_, path, message) => {
  expect(() => readManifests(path)).toThrow(Unreadable);
  expect(() => readManifests(path)).toThrow(message);
});
