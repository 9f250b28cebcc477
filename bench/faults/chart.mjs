// The manifests that the faults meet: a chart as a user writes it.
import { Duration, Size, Testing } from 'cdk8s';
import { Access, Engine, Keeper, Layout, RedisCluster, Storage } from 'cdk8s-redis-cluster';
import { propsOf } from './security.mjs';

export const ENGINES = {
  'redis-7.0': () => Engine.redis('7.0'),
  'redis-8.0': () => Engine.redis('8.0'),
  'valkey-9.1': () => Engine.valkey('9.1'),
};

const VOLUMES = {
  emptydir: () => Storage.emptyDir(),
  pvc: () => Storage.persistentVolumes({ size: Size.mebibytes(512) }),
};

export const LAYOUTS = {
  single: () => Layout.singleStatefulSet(),
  shards: () => Layout.statefulSetPerShard(),
};

export const VOLUME_NAMES = Object.keys(VOLUMES);

/** The objects of one cluster. `slowLoad`: microseconds that a server waits at each key that it loads, as a large data set would make it. */
export function manifest(
  name,
  { engine, volume, security, layout = 'single', shards = 3, replicas = 1, minReplicas = 0, slowLoad = 0, swapReplicas = false },
) {
  const chart = Testing.chart();
  new RedisCluster(chart, name, {
    engine: ENGINES[engine](),
    storage: VOLUMES[volume](),
    ...propsOf(security),
    // The load comes from the machine that runs this, which is no pod.
    access: Access.anywhere(),
    layout: LAYOUTS[layout](),
    shards,
    replicasPerShard: replicas,
    minReplicasToWrite: minReplicas,
    keeper: Keeper.pods({ swapReplicas }),
    ...(minReplicas && { minReplicasMaxLag: Duration.seconds(2) }),
  });
  const objects = Testing.synth(chart);
  const config = objects.find((object) => object.kind === 'ConfigMap' && object.metadata.name === `${name}-config`);
  if (slowLoad) config.data['redis.conf'] += `key-load-delay ${slowLoad}\n`;
  return objects;
}

/** The pods in the order of their roles, and the StatefulSets that they belong to. */
export function serversOf(name, objects) {
  const { shape } = objects.find((object) => object.metadata.name === `${name}-manager`).data;
  const sets = objects.filter((object) => object.kind === 'StatefulSet').map((object) => object.metadata.name);
  return { names: /^PODS='(.*)'$/m.exec(shape)[1].split(' '), sets };
}

/** What the result says of the objects that it was measured with. */
export function describe(objects) {
  const set = objects.find((object) => object.kind === 'StatefulSet');
  const conf = objects.find((object) => object.data?.['redis.conf']).data['redis.conf'];
  const timeout = Number(/^cluster-node-timeout (\d+)$/m.exec(conf)[1]);
  return { image: set.spec.template.spec.containers[0].image, nodeTimeout: timeout };
}
