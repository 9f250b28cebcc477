// What is said to hundreds while they meet, without hundreds: the servers' answers are written here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCRIPTS } from './pod';

interface Meeting {
  /** What each node says of itself, when it is asked for the first time, the second, ... */
  readonly answers: readonly (readonly [known: number, slots: number])[][];
  readonly plan: string;
}

/** Returns what the nodes are told, and how often they have been asked. */
function meet({ answers, plan }: Meeting, shell: readonly string[]): { told: string; asked: number } {
  const folder = mkdtempSync(join(tmpdir(), 'crowd-'));
  for (const [i, nodes] of answers.entries()) {
    const said = nodes.map(([known, slots], node) => `@at ${node}\ncluster_slots_assigned:${slots}\ncluster_known_nodes:${known}\n`);
    writeFileSync(join(folder, `answers.${i + 1}`), said.join(''));
  }
  writeFileSync(join(folder, 'plan'), plan);
  const script = `
    WORK='${folder}' PORT=6379 nodes=${answers[0].length} asked=0
    . '${SCRIPTS}/manager/tours.sh'
    nap() { asked=$((asked + 1)); }
    visit() { cat >"$WORK/questions"; cat "$WORK/answers.$asked"; }
    send() { grep "^$1" "$WORK/plan"; }
    await_meeting
    echo "asked $asked"`;
  const [program, ...words] = [...shell, '-c', script];
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 60_000 });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
  const [, told, asked] = /^([^]*)asked (\d+)\n$/.exec(stdout)!;
  return { told, asked: Number(asked) };
}

const ALL = 16384;
const SIZE = 26;
/** All know each other and all slots, those apart that are named. */
const crowd = (others: Record<number, readonly [number, number]>) => Array.from({ length: SIZE }, (_, i) => others[i] ?? ([SIZE, ALL] as const));
const plan = crowd({})
  .map((_, i) => `late ${i} 10.0.0.${i + 1} CONFIG SET x ${i}\n`)
  .join('');

describe.each([['dash'], ['busybox', 'sh']])('%s', (...shell) => {
  test('asks until each knows as many as there are; who does not know of all slots then is told so', () => {
    const answers = [crowd({ 0: [25, ALL] }), crowd({ 1: [SIZE, 100] })];
    expect(meet({ answers, plan }, shell)).toEqual({ told: 'late 1 10.0.0.2 CONFIG SET x 1\n', asked: 2 });
  });

  test('leaves it to the next look where one does not come to know all', () => {
    const never = crowd({ 0: [25, 100] });
    expect(meet({ answers: [never, never, never], plan }, shell)).toEqual({ told: '', asked: 3 });
  });

  test('does not wait where nobody meets', () => {
    expect(meet({ answers: [crowd({ 0: [1, 0] })], plan: 'waiting all\n' }, shell)).toEqual({ told: '', asked: 1 });
  });
});
