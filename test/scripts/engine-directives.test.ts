import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Configuration } from '../../src';
import { directivesOf } from '../../src/options/engine-directives';
import { chart } from '../synth';

jest.setTimeout(120_000);

const NOT_IN_CONFIG_GET = ['include', 'loadmodule', 'rename-command', 'user'];

/** What `redis-server` says of a configuration. It listens nowhere, so it stops as soon as it has read it. */
function reads(redisConf: string): string {
  const { stdout, stderr } = spawnSync('redis-server', ['-'], { input: `port 0\n${redisConf}\n`, encoding: 'utf8', timeout: 10_000 });
  return stdout + stderr;
}

const READ = 'not listen anywhere';

describe('the server of this machine', () => {
  const says = spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout;
  const [, family, version] = /^(Redis|Valkey) .*v=(\d+\.\d+)/.exec(says)!;

  test('knows exactly the directives that are listed for its version', () => {
    const folder = mkdtempSync(join(tmpdir(), 'directives-'));
    const socket = join(folder, 'socket');
    const script = `redis-server --port 0 --unixsocket '${socket}' --save '' --dir '${folder}' > '${folder}/log' &
      for try in $(seq 300); do redis-cli -s '${socket}' ping > '${folder}/ping' 2>&1 && break; sleep 0.2; done
      redis-cli -s '${socket}' config get '*'; redis-cli -s '${socket}' shutdown nosave; wait`;
    const lines = spawnSync('sh', ['-c', script], { encoding: 'utf8', timeout: 90_000 }).stdout.split('\n');
    rmSync(folder, { recursive: true });

    const names = lines.filter((_, index) => index % 2 === 0).filter(Boolean);
    expect([...names, ...NOT_IN_CONFIG_GET].sort()).toEqual([...directivesOf(family.toLowerCase(), version)!].sort());
  });

  test('reads whatever value is accepted', () => {
    expect(reads('')).toContain(READ);
    expect(reads('proc-title-template "a')).toContain('Unbalanced quotes');
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '"', "'", '\\', '#'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(value, (text) => {
        const judged = () => new Configuration(chart(), 'id', { name: 'cache', directives: { 'syslog-ident': text } });
        const accepted = succeeds(judged);
        fc.pre(accepted);
        expect(reads(`syslog-ident ${text}`)).toContain(READ);
      }),
      { numRuns: 40 },
    );
  });
});

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
