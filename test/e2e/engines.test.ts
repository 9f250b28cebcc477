import { Size } from 'cdk8s';
import { Engine, RedisCluster, Storage } from 'cdk8s-redis-cluster';
import { Cluster, expectBorn } from './support/cluster';
import { synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const volumes = Storage.persistentVolumes({ size: Size.mebibytes(256) });

// What the examples, which have both kinds of storage with Redis 8, leave out.
const VARIANTS = [
  { name: 'redis-7-0', engine: Engine.redis('7.0'), storage: Storage.emptyDir(), says: /redis_version:7\.0\./ },
  { name: 'redis-7-0-volumes', engine: Engine.redis('7.0'), storage: volumes, says: /redis_version:7\.0\./ },
  { name: 'valkey-9-1-volumes', engine: Engine.valkey('9.1'), storage: volumes, says: /valkey_version:9\.1\./ },
];

for (const { name, engine, storage, says } of VARIANTS) {
  scenario(name, (namespace, step) => {
    const cluster = new Cluster(namespace, 'cache', engine.family === 'valkey' ? 'valkey-cli' : 'redis-cli');

    step('forms, and every shard takes keys', async () => {
      const manifest = synthesized((chart) => new RedisCluster(chart, 'cache', { engine, storage }));
      await namespace.apply(manifest);
      await cluster.formed(manifest);
      expect(await cluster.ask(0, 'INFO', 'server')).toMatch(says);
      const roles = await cluster.roles();
      expectBorn(roles);
      await cluster.check();
      // One key for each shard, by its slot.
      for (const key of ['b', 'c', 'a']) {
        expect(await cluster.ask(5, '-c', 'SET', key, `value of ${key}`)).toBe('OK');
        expect(await cluster.ask(4, '-c', 'GET', key)).toBe(`value of ${key}`);
      }
      for (const [pod, role] of roles.entries()) if (role.startsWith('master ')) expect(await cluster.ask(pod, 'DBSIZE')).toBe('1');
    });
  });
}
