import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is published, installed into an empty project from its tarball and used there as a user would. */

const root = join(__dirname, '..');
const peers = ['cdk8s', 'cdk8s-plus-27', 'constructs'];
const workplace = mkdtempSync(join(tmpdir(), 'package-'));
const project = join(workplace, 'project');

let packed: string[];

jest.setTimeout(120_000);

beforeAll(() => {
  packed = pack(root).files;

  // The peers are packed too, from where they are installed: nothing here needs the network.
  const folders = [root, ...peers.map((peer) => join(root, 'node_modules', peer))];
  mkdirSync(project);
  write('package.json', JSON.stringify({ name: 'project', private: true }));
  npm(project, 'install', '--offline', '--omit=optional', '--no-audit', '--no-fund', ...folders.map((folder) => pack(folder).tarball));
});

afterAll(() => rmSync(workplace, { recursive: true }));

test('the tarball holds what users need and nothing else', () => {
  const compiled = ['src', 'imports'].flatMap((folder) => filesOf(folder, '.ts')).flatMap((file) => [`lib/${file}.js`, `lib/${file}.d.ts`]);
  const scripts = filesOf('src/scripts').map((file) => `lib/${file}`);

  expect(packed.sort()).toEqual(['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...compiled, ...scripts].sort());
});

test('a CommonJS program synthesizes a cluster', () => {
  write(
    'program.cjs',
    `const { App, Chart } = require('cdk8s');
     const { RedisCluster } = require('cdk8s-redis-cluster');
     const app = new App();
     new RedisCluster(new Chart(app, 'program'), 'cache');
     app.synth();`,
  );

  node('program.cjs');

  expect(kindsIn('dist/program.k8s.yaml')).toEqual(expect.arrayContaining(['ConfigMap', 'Job', 'Service', 'StatefulSet']));
});

test('an ES module synthesizes a cluster, to the same bytes each time', () => {
  write(
    'module.mjs',
    `import { App, Chart, Size } from 'cdk8s';
     import { RedisCluster, Storage } from 'cdk8s-redis-cluster';
     const app = new App();
     new RedisCluster(new Chart(app, 'module'), 'cache', { storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }) });
     app.synth();`,
  );

  node('module.mjs');
  const first = read('dist/module.k8s.yaml');
  node('module.mjs');

  expect(first).toContain('volumeClaimTemplates');
  expect(read('dist/module.k8s.yaml')).toBe(first);
});

test('the declarations compile in a strict program that checks its libraries', () => {
  write(
    'typed.ts',
    `import { Chart } from 'cdk8s';
     import { RedisCluster } from 'cdk8s-redis-cluster';
     export const host = (chart: Chart): string => new RedisCluster(chart, 'cache', { env: [{ name: 'TZ', value: 'UTC' }] }).host;`,
  );
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { strict: true, module: 'node20', target: 'ES2022', types: [], noEmit: true }, files: ['typed.ts'] }),
  );

  expect(() => node(join(root, 'node_modules/typescript/bin/tsc'))).not.toThrow();
});

test('the command compares what two programs made', () => {
  const make = (file: string, props: string) => {
    write(
      `${file}.cjs`,
      `const { App, Chart, Size } = require('cdk8s');
       const { RedisCluster, Storage } = require('cdk8s-redis-cluster');
       const app = new App({ outdir: '${file}' });
       new RedisCluster(new Chart(app, 'chart'), 'cache', ${props});
       app.synth();`,
    );
    node(`${file}.cjs`);
  };
  make('old', '{ storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }) }');
  make('new', '{ storage: Storage.persistentVolumes({ size: Size.gibibytes(2) }) }');

  expect(diff('old', 'old')).toEqual({ status: 0, stdout: 'Nothing changes.\n', stderr: '' });
  expect(diff('old', 'new/chart.k8s.yaml')).toMatchObject({ status: 1, stdout: expect.stringContaining('storage: 1Gi -> 2Gi'), stderr: '' });
  expect(diff('old', 'missing')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('missing') });
  expect(diff('-', 'old', read('new/chart.k8s.yaml'))).toMatchObject({ status: 1, stdout: expect.stringContaining('storage: 2Gi -> 1Gi') });
});

test('only the package itself, its package.json and its jsii assembly can be imported', () => {
  write(
    'resolve.cjs',
    `for (const path of process.argv.slice(2)) {
       try { require.resolve('cdk8s-redis-cluster/' + path); console.log(path, 'open'); } catch (error) { console.log(path, error.code); }
     }`,
  );

  expect(node('resolve.cjs', 'package.json', '.jsii', 'lib/src/index.js').trim().split('\n')).toEqual([
    'package.json open',
    '.jsii open',
    'lib/src/index.js ERR_PACKAGE_PATH_NOT_EXPORTED',
  ]);
});

function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

function npm(cwd: string, ...args: string[]): string {
  return run('npm', args, cwd);
}

function node(...args: string[]): string {
  return run(process.execPath, args, project);
}

/** The installed command, found and started as the shell does. */
function diff(old: string, now: string, input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(join(project, 'node_modules/.bin/cdk8s-redis-cluster'), ['diff', old, now], {
    cwd: project,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

/** The tarball of a package, and the files in it. */
function pack(folder: string): { tarball: string; files: string[] } {
  const [result] = JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', workplace));
  return { tarball: join(workplace, result.filename), files: result.files.map((file: { path: string }) => file.path) };
}

/** The files below a folder of the repository, of one extension (and without it) or all. */
function filesOf(folder: string, extension = ''): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((file) => file.slice(0, file.length - extension.length));
}

function write(file: string, content: string): void {
  writeFileSync(join(project, file), content);
}

function read(file: string): string {
  return readFileSync(join(project, file), 'utf8');
}

function kindsIn(manifest: string): string[] {
  return [...read(manifest).matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind);
}
