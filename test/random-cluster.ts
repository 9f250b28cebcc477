import { App, Chart, Testing } from 'cdk8s';
import { RedisCluster, RedisClusterProps } from '../src';

const REFUSAL = /^(\d+) problems? with RedisCluster [^]*?:\n- /;

/** The manifests of a cluster, or nothing where it is refused, which has to be by the one error. */
export function synthesize(id: string, props: RedisClusterProps, namespace: string | undefined): string | undefined {
  const app = Testing.app();
  const chart = new Chart(app, 'test', { namespace });
  try {
    new RedisCluster(chart, id, props);
  } catch (error) {
    const { message } = error as Error;
    const lines = message.split('\n- ').slice(1);
    expect(message).toMatch(REFUSAL);
    expect(lines).toHaveLength(Number(REFUSAL.exec(message)![1]));
    for (const line of lines) expect(line).toMatch(/^\S.* must be .*, got .*: .*[^.]$/);
    return undefined;
  }
  return (App.of(chart) as App).synthYaml();
}
