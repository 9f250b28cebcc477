// The clients: which version, in which image it runs, how it gets into a folder that a pod can be given, and what is documented for it (docs/clients.md).
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { run, works } from './command.mjs';

const PROGRAMS = new URL('programs/', import.meta.url).pathname;
const BUILD = 600; // seconds: a first time downloads and compiles all of it

const ioredis = createRequire(import.meta.url)('ioredis/package.json').version;

/** `make` fills the folder `out`; `work` is a folder for what is needed on the way. `lacks` is why this machine cannot do that, or nothing. */
export const KINDS = [
  {
    id: 'ioredis',
    version: ioredis,
    image: 'node:24-bookworm-slim',
    command: ['node', '/client/main.js'],
    documented: 'redisOptions: { connectTimeout: 1000, socketTimeout: 2000 }, slotsRefreshInterval: 2000',
    lacks: () => '',
    make: ({ out }) => bundle('ioredis.mjs', out),
  },
  {
    id: 'node-redis',
    version: '6.3.1',
    image: 'node:24-bookworm-slim',
    command: ['node', '/client/main.js'],
    documented: 'defaults: { socket: { connectTimeout: 1000 } }, topologyRefreshOnReconnectionAttemptStrategy: 500',
    lacks: () => '',
    make: async ({ out, work, version }) => {
      await run('npm', ['install', '--prefix', work, '--no-audit', '--no-fund', `redis@${version}`], { seconds: BUILD });
      await bundle('node-redis.mjs', out, [join(work, 'node_modules')]);
    },
  },
  {
    id: 'redis-py',
    version: '8.1.0',
    image: 'python:3.13-slim',
    command: ['python3', '/client/main.py'],
    documented: 'dynamic_startup_nodes=False, socket_connect_timeout=1, socket_timeout=1',
    lacks: async () => ((await works('python3', '-m', 'pip', '--version')) ? '' : 'no python3 with pip on this machine'),
    make: async ({ out, version }) => {
      const flags = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-compile', '--target', out];
      await run('python3', ['-m', 'pip', 'install', ...flags, `redis==${version}`], { seconds: BUILD });
      copyFileSync(join(PROGRAMS, 'redis_py.py'), join(out, 'main.py'));
    },
  },
  {
    id: 'go-redis',
    version: '9.23.0',
    // Any with a shell and tar.
    image: 'redis:8.0',
    command: ['/client/main'],
    documented: 'ClusterStateReloadInterval: 5 * time.Second, DialTimeout: time.Second, DialerRetries: 1',
    lacks: async () => ((await works('go', 'version')) ? '' : 'no go on this machine'),
    make: async ({ out, work, version, architecture }) => {
      copyFileSync(join(PROGRAMS, 'go_redis.go'), join(work, 'main.go'));
      const env = { ...process.env, CGO_ENABLED: '0', GOOS: 'linux', GOARCH: architecture, GOFLAGS: '-mod=mod', GOWORK: 'off', GOTMPDIR: work };
      const go = (...args) => run('go', args, { cwd: work, env, seconds: BUILD });
      await go('mod', 'init', 'client');
      await go('get', `github.com/redis/go-redis/v9@v${version}`);
      await go('build', '-trimpath', '-ldflags=-s -w', '-o', join(out, 'main'), '.');
    },
  },
];

/** Makes the clients that are wanted in this folder, one after the other: [{ ...kind, folder }], and says why others are left out. */
export async function makeAll(folder, architecture, wanted) {
  const made = [];
  const leftOut = [];
  for (const kind of KINDS.filter(({ id }) => wanted.includes(id))) {
    const reason = await kind.lacks();
    if (reason) {
      leftOut.push(`${kind.id}: left out, ${reason}`);
      continue;
    }
    const [out, work] = ['out', 'work'].map((name) => join(folder, kind.id, name));
    for (const each of [out, work]) mkdirSync(each, { recursive: true });
    await kind.make({ out, work, version: kind.version, architecture });
    made.push({ ...kind, folder: out });
  }
  return { made, leftOut };
}

function bundle(program, out, nodePaths = []) {
  return build({
    entryPoints: [join(PROGRAMS, program)],
    outfile: join(out, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    nodePaths,
    logLevel: 'error',
  });
}
