// Images bring their own sh and awk: the scripts run under each.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './cluster';
import { type ManagerOptions, manage, pathOf, problemsOf } from './manager';
import { SCRIPTS } from './pod';

jest.setTimeout(120_000);

const scripts = readdirSync(SCRIPTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sh'));

describe('every script', () => {
  it('pleases shellcheck as POSIX sh', () => {
    expect(scripts.length).toBeGreaterThan(5);
    const { stdout } = spawnSync('shellcheck', ['--shell=sh', ...scripts], { cwd: SCRIPTS, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it.each(['dash', 'busybox sh'])('is understood by %s', (shell) => {
    for (const script of scripts) {
      const [program, ...words] = [...shell.split(' '), '-n', script];
      expect(spawnSync(program, words, { cwd: SCRIPTS, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });
});

// busybox as the images have it: a link for each of its applets.
const applets = Object.fromEntries(
  spawnSync('busybox', ['--list'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .map((applet) => [applet, pathOf('busybox')]),
);

const tools: Record<string, ManagerOptions> = {
  'dash and mawk': { shell: ['dash'], programs: { awk: pathOf('mawk') } },
  'dash and gawk': { shell: ['dash'], programs: { awk: pathOf('gawk') } },
  'busybox sh and its own applets alone': { shell: ['busybox', 'sh'], programs: { ...applets, 'redis-cli': pathOf('redis-cli') }, alone: true },
};

describe('manage form', () => {
  it.concurrent.each(Object.keys(tools))('runs under %s', (name) =>
    Cluster.with({}, async (cluster) => {
      const { code, output } = await manage(cluster, tools[name]);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(output.split('\n').filter((line) => /not found|error|invalid|usage/i.test(line))).toEqual([]);
      expect(await problemsOf(cluster)).toEqual([]);
      expect((await cluster.shape()).slice(3)).toEqual(['-> 0', '-> 1', '-> 2']);
    }),
  );
});

describe('ubuntu-tools.sh', () => {
  // Programs that stand in for apt-get, dpkg and sleep; what they do, they write down.
  function run(aptGet: string): { code: number | null; output: string; errors: string; calls: string[] } {
    const directory = mkdtempSync(join(tmpdir(), 'ubuntu-tools-'));
    try {
      const bin = join(directory, 'bin');
      const mounted = join(directory, 'mounted');
      for (const folder of [bin, mounted]) mkdirSync(folder);
      const programs = {
        'apt-get': aptGet,
        dpkg: 'mkdir -p "$3/usr/bin" "$3/usr/lib/some" && cp "$2" "$3/usr/bin/redis-cli" && : > "$3/usr/lib/some/liblua.so.5"',
        sleep: ':',
      };
      for (const [name, body] of Object.entries(programs)) {
        writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${directory}/calls"\n${body}\n`, { mode: 0o755 });
      }
      symlinkSync(join(SCRIPTS, 'manager/ubuntu-tools.sh'), join(mounted, 'ubuntu-tools.sh'));
      writeFileSync(join(mounted, 'manage.sh'), 'echo "manage $1 with $(redis-cli) and $LD_LIBRARY_PATH"\n');
      const { status, stdout, stderr } = spawnSync('sh', [join(mounted, 'ubuntu-tools.sh'), 'form'], {
        encoding: 'utf8',
        env: { PATH: `${bin}:/usr/bin:/bin`, WORK: join(directory, 'scratch') },
      });
      const calls = readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');
      return { code: status, output: stdout.replaceAll(directory, ''), errors: stderr, calls };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  it('unpacks redis-cli into scratch space and becomes the manager', () => {
    // The option Dir::Cache says where the archives belong.
    const download = `case "$*" in *download-only*) for word; do case $word in Dir::Cache=*) archives=\${word#*=}/archives ;; esac; done
printf '#!/bin/sh\\necho PONG\\n' > "$archives/redis-tools.deb"; chmod +x "$archives/redis-tools.deb" ;; esac`;
    const { code, output } = run(download);
    expect({ code, output }).toEqual({ code: 0, output: 'manage form with PONG and /scratch/tools/root/usr/lib/some:\n' });
  });

  it('gives up with a named reason when the packages cannot be had', () => {
    const { code, errors, calls } = run('exit 100');
    expect({ code, errors }).toEqual({ code: 7, errors: expect.stringMatching(/^ubuntu-tools: no-tools: .* after 5 attempts\n$/) });
    expect(calls.filter((call) => call.startsWith('apt-get'))).toHaveLength(5);
  });
});
