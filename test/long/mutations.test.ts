import { planText } from '../plan/awk';
import { Planner } from '../plan/model/planner';
import { run } from '../plan/model/run';
import { MUTATIONS, without, type Mutation } from '../plan/mutations';

/** A rule whose absence nobody notices is no rule: each is taken out in turn, and the model must find what comes of it. */
const SLOTS = 64;
/** Found in the first few, mostly. MUTATION_RUNS raises it for plans that have changed. */
const RUNS = Number(process.env.MUTATION_RUNS ?? 120);

jest.setTimeout(1_200_000);

test.each(MUTATIONS.map((mutation) => [mutation.rule, mutation] as const))('without "%s"', async (_, mutation) => {
  const planner = new Planner(without(mutation, planText()), SLOTS);
  const others: string[] = [];
  try {
    for (let seed = 1; seed <= RUNS; seed += 2) {
      const found = await Promise.all([attempt(planner, mutation, seed), attempt(planner, mutation, seed + 1)]);
      if (found.some((message) => mutation.finds.test(message))) return;
      others.push(...found.filter((message) => message !== ''));
    }
  } finally {
    planner.close();
  }
  throw new Error(`${RUNS} runs found nothing of it; what else they found: ${others.slice(0, 5).join('\n') || 'nothing'}`);
});

async function attempt(planner: Planner, mutation: Mutation, seed: number): Promise<string> {
  try {
    await run(planner, { seed, slots: SLOTS, kinds: mutation.kinds });
    return '';
  } catch (error) {
    return (error as Error).message.replace(/^seed \d+, [a-z-]+: /, '').split('\n')[0];
  }
}
