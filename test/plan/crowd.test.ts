// A birth of more than a hundred nodes. Six are a crowd here, or it would take long and could not be read.
import { AWKS, SHAPE, planText, runPlan } from './awk';
import { run } from './model/run';
import { Planner } from './model/planner';
import { Notation } from './notation';

const PLAN = planText().replace('function isCrowd() { return N > 100 }', 'function isCrowd() { return N > 5 }');
const pods = [0, 1, 2, 3, 4, 5];
const slots = ['0-5460', '5461-10922', '10923-16383'];
const RUNS = Number(process.env.MODEL_RUNS ?? 6);

test('six are a crowd', () => expect(PLAN).not.toBe(planText()));

/** What each node is told, by its ordinal: at once, a moment later, or after that. */
function commands(lines: string[], memory = '', when: 'do' | 'then' | 'last' | 'late' = 'do'): string[][] {
  const told = pods.map((): string[] => []);
  const plan = runPlan(AWKS.mawk, PLAN, SHAPE, memory + new Notation(lines).snapshot(), 'form');
  for (const [, word, node, command] of plan.matchAll(/^(do|then|last|late) (\d+) \S+ (.*)$/gm)) if (word === when) told[Number(node)].push(command);
  return told;
}

describe('at birth', () => {
  const virgins = pods.map((i) => `cache-${i} 10.0.0.${i + 1} virgin`);
  const meet = (i: number): string => `CLUSTER MEET 10.0.0.${i + 1} 6379 16379`;

  test('all is said in one breath: an epoch while it can be set, the slots, and to replicas their master', () => {
    const told = commands(virgins);
    for (const i of pods) {
      const epoch = i === 0 ? [] : [`CLUSTER SET-CONFIG-EPOCH ${i + 1}`];
      const place = i < 3 ? `CLUSTER ADDSLOTSRANGE ${slots[i].replace('-', ' ')}` : meet(i - 3);
      expect(told[i]).toEqual([...epoch, 'CONFIG SET cluster-node-timeout 10003', place]);
    }
  });

  test('a moment later replicas follow, and after that the first meets all', () => {
    const follow = commands(virgins, '', 'then');
    for (const i of pods) expect(follow[i]).toEqual(i < 3 ? [] : [expect.stringMatching(/^CLUSTER REPLICATE /)]);
    expect(commands(virgins, '', 'last')).toEqual([pods.slice(1).map(meet), [], [], [], [], []]);
  });

  test('who has missed the slots of others when all have met asks for them soon, unless its node timeout is not ours to change', () => {
    const lines = virgins.map((line, i) => (i === 4 ? `${line}, timeout 9000` : line));
    expect(commands(lines, '', 'late')).toEqual(pods.map((i) => (i === 4 ? [] : ['CONFIG SET cluster-node-timeout 2003'])));
  });
});

describe('when all know each other', () => {
  const calm = pods.map((i) => `cache-${i} 10.0.0.${i + 1} master ${slots[i] ?? ''}, timeout 10003`.replace(' ,', ','));
  const told = (timeout: number, lines: string[]): number[] => {
    const each = commands(lines);
    return pods.filter((i) => each[i].includes(`CONFIG SET cluster-node-timeout ${timeout}`));
  };
  const hasty = (lines: string[]): number[] => told(5000, lines);

  test('nobody is late', () => expect(commands(calm, '', 'late').flat()).toEqual([]));

  test('only who has missed the slots of another asks for them, while the replicas are linked', () => {
    const lines = [...calm.slice(0, 3), '    sees cache-1 at 10.0.0.2, with slots 0-9', ...calm.slice(3)];
    expect([told(2003, lines), hasty(lines)]).toEqual([[2], []]);
  });

  test('and is as calm as the others once it knows them', () => {
    const lines = calm.map((line, i) => (i === 2 ? line.replace('10003', '2003') : line));
    expect([told(10003, lines), hasty(lines)]).toEqual([[2], []]);
  });

  test('then all do', () => {
    expect(hasty(calm.map((line, i) => (i < 3 ? line : line.replace('master', `replica of cache-${i - 3}`))))).toEqual(pods);
  });

  test('all do at once when somebody has written', () => {
    expect(hasty(calm.map((line, i) => (i ? line : `${line.replace('10003', '2003')}, keys 5`)))).toEqual(pods);
  });
});

test('who is still unknown after five seconds is met by all', () => {
  const missing = pods.flatMap((i) => [`cache-${i} 10.0.0.${i + 1} master, timeout 10003`, ...(i === 5 ? [] : ['    misses cache-5'])]);
  const meets = (memory: string): number[] => pods.filter((i) => commands(missing, memory)[i].includes('CLUSTER MEET 10.0.0.6 6379 16379'));
  expect(meets('')).toEqual([]);
  expect(meets('@remember crowd 996\n')).toEqual([]);
  expect(meets('@remember crowd 994\n')).toEqual([0, 1, 2, 3, 4]);
});

test('no safety rule is broken on the way, whatever happens', async () => {
  const planner = new Planner(PLAN.replace('return N > 5', 'return N > 2'), 64);
  try {
    for (let seed = 1; seed <= RUNS; seed++) await run(planner, { seed, slots: 64, kinds: ['virgin'], slotsFirst: true });
  } finally {
    planner.close();
  }
}, 3_600_000);
