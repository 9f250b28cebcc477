// How the keeper listens between two looks, and for how long it waits in them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCRIPTS } from './pod';

const PRESENT = 1000; // the moment in which the keeper begins to listen
const BEATS = Array.from({ length: 60 }, (_, i) => `beat ${PRESENT + i}`);

/** After how many of these lines does a keeper of two pods want to look for the last of so many times? */
function looksAfter(lines: readonly string[], times = 1): number {
  const program = `PODS='one two' beats=0; hundredths() { echo ${PRESENT}; }; . ${join(SCRIPTS, 'manager', 'keep.sh')}
    for time in $(seq ${times}); do heed; done; wc -l`;
  const left = execFileSync('dash', ['-c', program], { input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8' });
  return lines.length - Number(left);
}

/** For how long does each look wait, where they find this: the second, and who is missing then? */
function patience(looks: readonly string[]): string[] {
  const work = mkdtempSync(join(tmpdir(), 'looks-'));
  const program = `WORK=${work} nodes=6 usual=50 born=yes complaint=''
    . ${join(SCRIPTS, 'manager', 'tours.sh')}; . ${join(SCRIPTS, 'manager', 'keep.sh')}
    look() { echo "\${haste:+hasty}"; read -r second status detail; now=$second; }
    date() { echo 0; }; seconds() { echo 1; }; superseded() { false; }; for name in progress refusal rest judge_certificates log; do eval "$name() { :; }"; done
    heal`;
  try {
    return execFileSync('dash', ['-c', program], { input: [...looks, '9 done'].map((line) => `${line}\n`).join(''), encoding: 'utf8' })
      .trimEnd()
      .split('\n');
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** For how many hundredths of a second does a hasty look wait, where one takes so many when all answer? */
function haste(usual: number, settings = ''): number {
  const program = `${settings} nodes=6 usual=${usual}
    . ${join(SCRIPTS, 'manager', 'tours.sh')}; seconds() { echo "$1"; }; begin_haste; echo "$haste"`;
  return Number(execFileSync('dash', ['-c', program], { encoding: 'utf8' }));
}

/** Both pods say the same as ever at each beat, but for those that are silent. */
const calm = (silent: readonly number[] = []) =>
  BEATS.flatMap((beat) =>
    [0, 1]
      .filter((i) => !silent.includes(i))
      .map((i) => `${i} ok`)
      .concat(beat),
  );

describe('a keeper that listens', () => {
  it('looks after ten seconds all the same', () => expect(looksAfter(calm())).toBe(41 * 3));

  it('looks at once when something changes', () => expect(looksAfter(['0 ok', 'beat 1000', '0 ok', '0 fail', '0 fail', ...BEATS])).toBe(4));

  it('looks once for all that changed while it was healing', () => {
    const past = Array.from({ length: 50 }, (_, i) => [`0 ${i}`, `1 ${i}`, `beat ${PRESENT - 50 + i}`]).flat();
    expect(looksAfter([...past, ...calm()])).toBe(past.length + 3);
    expect(looksAfter([...past, ...calm()], 2)).toBe(past.length + 3 + 41 * 3);
  });

  it('looks when a pod has been silent for a second, and does not ask for it again before the next look is due', () => {
    const first = looksAfter(calm([1]));
    expect(first).toBe(5 * 2);
    expect(looksAfter(calm([1]), 2)).toBe(first + 41 * 2);
  });

  it('hears a pod again that was silent', () => {
    const silence = calm([1]).slice(0, 10);
    expect(looksAfter([...silence, ...calm(), ...calm([1])], 2)).toBe(silence.length + 41 * 3);
    expect(looksAfter([...silence, ...calm().slice(0, 30), ...calm([1])], 2)).toBe(silence.length + 30 + 3 * 2);
  });
});

describe('a keeper that looks', () => {
  it('waits long in each third look for those that may be slow', () => {
    expect(patience(['0 absent one', '0 absent two', '1 absent one, two', '1 absent one', '2 absent two', '2 absent one'])).toEqual([
      'hasty',
      'hasty',
      '',
      'hasty',
      'hasty',
      '',
      'hasty',
    ]);
  });

  it('waits no longer where everything is encrypted, but where looks take longer', () => {
    expect([haste(20), haste(20, 'TLS_SECRET=keys'), haste(60), haste(60, 'TLS_SECRET=keys')]).toEqual([40, 40, 90, 90]);
  });

  it('waits for nobody who is missing in each look, for as long as it takes to replace a master', () => {
    expect(patience([...Array<string>(7).fill('4 absent one, two'), ...Array<string>(3).fill('5 absent one, two')])).toEqual([
      ...Array<string>(8).fill('hasty'),
      '',
      'hasty',
      'hasty',
    ]);
  });
});
