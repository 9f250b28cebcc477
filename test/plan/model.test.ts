import { planText } from './awk';
import { DIRECTED_KINDS } from './model/directed';
import { Planner } from './model/planner';
import { run } from './model/run';
import { KINDS, type Kind } from './model/scenario';

/**
 * From any state that can be reached, with managers that die, faults that end and neighbours who take over addresses, the plan comes to the
 * verdict that it must come to, and no safety rule is broken on the way. MODEL_RUNS raises the number of runs for the night, MODEL_SEED says
 * where they begin: a failure names its seed, and `MODEL_SEED=<seed> MODEL_RUNS=1` plays it again.
 */
const RUNS = Number(process.env.MODEL_RUNS ?? 12);
const FIRST = Number(process.env.MODEL_SEED ?? 1);
/** Fewer than the engine's: the same plan, and short loops. */
const SLOTS = 64;

jest.setTimeout(60_000 + RUNS * 20_000);

test(`${RUNS} runs from seed ${FIRST}`, async () => {
  const planner = new Planner(planText(), SLOTS);
  const failures: string[] = [];
  const played = new Set<Kind>();
  let next = FIRST;
  const player = async (): Promise<void> => {
    while (next < FIRST + RUNS && failures.length < 5) {
      try {
        const { kind } = await run(planner, { seed: next++, slots: SLOTS });
        played.add(kind);
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
  };
  await Promise.all([player(), player(), player()]);
  planner.close();
  expect(failures.join('\n\n')).toBe('');
  if (RUNS >= 60) expect([...played].sort()).toEqual([...new Set(KINDS)].sort());
});

test.each(DIRECTED_KINDS)('%s: six of what chance brings about too seldom', async (kind) => {
  const planner = new Planner(planText(), SLOTS);
  for (let seed = FIRST; seed < FIRST + 6; seed++) await run(planner, { seed, slots: SLOTS, kinds: [kind] });
  planner.close();
});

test('the engine’s own number of slots', async () => {
  const planner = new Planner(planText(), 16_384);
  for (const kind of ['virgin', 'half-formed', 'formed'] as const) await run(planner, { seed: FIRST, slots: 16_384, kinds: [kind] });
  planner.close();
});
