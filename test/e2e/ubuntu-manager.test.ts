import { Cluster, expectBorn } from './support/cluster';
import { committed } from './support/manifests';
import { scenario } from './support/scenario';

scenario('ubuntu-manager', (namespace, step) => {
  const manifest = committed('ubuntu-manager');
  const cluster = new Cluster(namespace, 'cache');

  step('plain Ubuntu gets its tools from the archive as a non-root user, and forms', async () => {
    await namespace.apply(manifest);
    expect(await cluster.formed(manifest)).toContain('done: 3 shards with 1 replicas each, healthy');
    expectBorn(await cluster.roles());
    await cluster.check();
  });
});
