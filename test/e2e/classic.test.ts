import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterFormation } from 'cdk8s-redis-cluster';
import { BORN, Cluster, tableOf } from './support/cluster';
import { synthesized } from './support/manifests';
import { scenario } from './support/scenario';

scenario('classic', (namespace, step) => {
  const cluster = new Cluster(namespace, 'classic');
  const formation = synthesized(
    (chart) => new ClusterFormation(chart, 'formation', { statefulSetName: 'classic', serviceName: 'classic-nodes', shards: 3, replicasPerShard: 1 }),
  );

  step('servers that know nothing of this package are formed by ClusterFormation alone', async () => {
    await namespace.apply(readFileSync(join(__dirname, 'manifests', 'classic.yaml'), 'utf8'));
    await namespace.apply(formation);
    const log = await cluster.formed(formation);
    expect(tableOf(log).map(({ pod }) => pod)).toEqual([0, 1, 2, 3, 4, 5].map((ordinal) => `classic-${ordinal}`));
    expect(await cluster.roles()).toEqual(BORN);
    await cluster.check();
    expect(await cluster.ask(0, 'CONFIG', 'GET', 'cluster-node-timeout')).toContain('5000');
  });

  step('and left as they are when it runs again', async () => {
    const before = await cluster.constitution();
    await cluster.formedAgain(formation);
    expect(await cluster.constitution()).toEqual(before);
  });
});
