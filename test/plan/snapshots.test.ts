import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AWKS, MANAGER, SHAPE, planText, runPlan, variables } from './awk';
import { Notation } from './notation';
import { FOLDER, read, write, type Case, type Expectation } from './table';

const PLAN = planText();

/** What the awks give, ids shown as the names of their nodes. */
function answers(awks: string[][], one: Case, { mode, shape, memory }: Expectation): string[] {
  const notation = new Notation(one.snapshot);
  const remembered = notation.unnamed(memory.map((line) => `${line}\n`).join(''));
  const snapshot = remembered + notation.snapshot();
  return awks.map((awk) => notation.named(runPlan(awk, PLAN, shape, snapshot, mode)).trimEnd());
}

test('the plan is told here what manage.sh tells it', () => {
  const decide = /^decide\(\) \{[^]*?^\}/m.exec(readFileSync(join(MANAGER, 'manage.sh'), 'utf8'))?.[0] ?? '';
  const told = [...decide.matchAll(/-v (\w+)=/g)].map(([, name]) => name);
  const here = variables(SHAPE, 'form', 0).filter((word) => word !== '-v');
  expect(told.sort()).toEqual(here.map((word) => word.split('=')[0]).sort());
});

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const cases = read(file);
  // After a change of the plan: UPDATE_SNAPSHOTS=1 writes what it gives now; read the difference before you commit it.
  if (process.env.UPDATE_SNAPSHOTS !== undefined) write(file, cases, (one, wanted) => answers([AWKS.mawk], one, wanted)[0]);

  test.each(read(file).map((one) => [one.title, one] as const))('%s', (_, one) => {
    expect(one.expectations.length).toBeGreaterThan(0);
    for (const wanted of one.expectations) {
      const given = answers(Object.values(AWKS), one, wanted);
      const named = (of: string[]): unknown => Object.fromEntries(Object.keys(AWKS).map((name, i) => [name, of[i]]));
      expect(named(given)).toEqual(named(given.map(() => wanted.lines.join('\n'))));
    }
  });
});
