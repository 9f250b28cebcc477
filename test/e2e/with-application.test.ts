import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { committed } from './support/manifests';
import { scenario } from './support/scenario';

scenario('with-application', (namespace, step) => {
  const manifest = committed('with-application');
  const cluster = new Cluster(namespace, 'cache');

  step('the application is told where the cluster is', async () => {
    await namespace.apply(manifest);
    await cluster.formed(manifest);
    await namespace.waitFor('Available', 60, 'deployment/counter');
    const [host, port] = (await namespace.kubectl('exec', 'deployment/counter', '--', 'sh', '-c', 'echo $REDIS_HOST $REDIS_PORT')).trim().split(' ');
    expect({ host, port }).toEqual({ host: 'cache', port: '6379' });
  });

  step('and counts there', async () => {
    const first = await eventually('the counter', 30, count);
    await eventually('the counter to go on', 30, async () => (await count()) > first);
  });

  step('and goes on by itself when every pod of the cluster is another one', async () => {
    await namespace.kubectl('delete', 'pod', '--selector=app.kubernetes.io/component=node');
    const after = await eventually('the counter', 120, count);
    await eventually('the counter to go on', 60, async () => (await count()) > after);
    const [application] = (await namespace.get('pods', '--selector=cdk8s-redis-cluster/cache=client')).items;
    expect(application.status.containerStatuses[0].restartCount).toBe(0);
  });

  async function count(): Promise<number> {
    return Number(await cluster.ask(0, '-c', 'GET', 'counter'));
  }
});
