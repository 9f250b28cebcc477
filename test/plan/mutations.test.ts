import { MUTATIONS, without } from './mutations';
import { AWKS, planText, runPlan, SHAPE } from './awk';

// The long tests alone would say days later that a rule was written anew, and that nobody takes it out any more.
test.each(MUTATIONS.map((mutation) => [mutation.rule, mutation] as const))('the plan without "%s" differs from the plan, and runs', (_, mutation) => {
  const plan = planText();
  const mutant = without(mutation, plan);
  expect(mutant).not.toBe(plan);
  expect(runPlan(AWKS.mawk, mutant, SHAPE, '@node 0 cache-0 cache-0.nodes\n', 'keep')).toMatch(/^absent /m);
});
