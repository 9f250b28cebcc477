// What keeps an interrupted test from leaving anything behind.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from './cluster';

jest.setTimeout(130_000);

test('whoever is told to end takes all of its session along, what it has started in the background too', async () => {
  const command = ['sh', join(__dirname, 'leash.sh'), 'sh', '-c', '(sleep 300 & sleep 300) & sleep 300'];
  const { pid } = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], { detached: true, stdio: 'ignore' });
  const members = (): number => spawnSync('pgrep', ['--session', String(pid), 'sleep'], { encoding: 'utf8' }).stdout.split('\n').length - 1;
  await eventually('all of them to run', 60, async () => members() === 3 || members());
  process.kill(pid!, 'SIGTERM');
  await eventually('none of them to be left', 60, async () => members() === 0 || members());
});
