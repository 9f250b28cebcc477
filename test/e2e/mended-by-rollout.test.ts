import { RedisCluster } from 'cdk8s-redis-cluster';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { changed, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

/** A wrong setting takes a whole shard, and with full coverage the others serve nothing either: the rollout that mends it goes on from one sound pod to the next all the same. */
scenario('mended-by-rollout', (namespace, step) => {
  const cluster = new Cluster(namespace, 'cache');
  const good = synthesized((chart) => new RedisCluster(chart, 'cache', { requireFullCoverage: true }));
  /** Both pods of the second shard cannot start; nobody else's restart is asked for. */
  const bad = changed(good, (object) => {
    if (object.kind !== 'StatefulSet') return;
    const { spec } = object.spec.template;
    const [{ image, imagePullPolicy, securityContext }] = spec.containers;
    const command = ['sh', '-c', 'case $(hostname) in cache-1 | cache-4) exit 1 ;; esac'];
    object.spec.updateStrategy = { type: 'OnDelete', rollingUpdate: null };
    spec.initContainers = [{ name: 'wrong', image, imagePullPolicy, securityContext, command }];
  });
  const state = async () => /cluster_state:(\w+)/.exec(await cluster.ask(0, 'CLUSTER', 'INFO'))?.[1];

  step('forms', async () => {
    await namespace.apply(good);
    await cluster.formed(good);
    await cluster.ready(60);
  });

  step('a shard is down, and with it all', async () => {
    await namespace.apply(bad);
    await namespace.kubectl('delete', 'pod', 'cache-1', 'cache-4', '--force', '--grace-period=0');
    await eventually('all to refuse service', 60, async () => (await state()) === 'fail');
    await cluster.ready(1).then(
      () => Promise.reject(new Error('all pods are ready')),
      () => undefined,
    );
  });

  step('what is right again rolls through, and all is well', async () => {
    await namespace.apply(good);
    await eventually('the rollout to be through', 300, async () => {
      const { metadata, spec, status } = await namespace.get('statefulset', 'cache');
      return status.observedGeneration === metadata.generation && status.updatedReplicas === spec.replicas && status.readyReplicas === spec.replicas;
    });
    await cluster.healthy(60);
    expect(await state()).toBe('ok');
  });
});
