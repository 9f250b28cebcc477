import { Chart, ChartProps } from 'cdk8s';
import { RedisCluster, RedisClusterProps } from '../../../src';
import { Rule } from '../../../src/render/validation/rule';
import { chart } from '../../synth';

/** Something that is refused, and exactly what is said of it. */
export interface Refusal {
  /** What is wrong, in a word or two. */
  readonly wrong: string;

  /** Props of a cluster called `cache`. */
  readonly props?: RedisClusterProps;

  /** Another construct than such a cluster. */
  readonly make?: (chart: Chart) => unknown;

  /** Props of the chart. */
  readonly chart?: ChartProps;

  /** The problems, one line each. */
  readonly says: string[];
}

/** The problems that the error lists. */
export function problemsOf({ props, make, chart: chartProps }: Refusal): string[] {
  const scope = chart(chartProps);
  try {
    (make ?? (() => new RedisCluster(scope, 'cache', props)))(scope);
  } catch (error) {
    const [first, ...lines] = (error as Error).message.split('\n');
    expect(first).toMatch(/^\d+ problems? with \w+ test\/.*:$/);
    return lines.map((line) => line.replace(/^- /, ''));
  }
  return [];
}

/** Makes rule tables remember which of their rules have refused something. A rule that stands in several counts once. */
export function recorded(tables: { readonly [name: string]: Rule[] }): () => string[] {
  const silent = new Map<Rule, string>();
  for (const [name, table] of Object.entries(tables)) {
    table.forEach((rule, index) => {
      silent.set(rule, `${name}[${index}]`);
      table[index] = (settings) => {
        const problems = rule(settings);
        if (problems.length > 0) silent.delete(rule);
        return problems;
      };
    });
  }
  return () => [...silent.values()];
}
