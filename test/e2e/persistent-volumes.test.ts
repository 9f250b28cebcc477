import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { RedisCluster, RedisClusterProps, Storage } from 'cdk8s-redis-cluster';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster, expectBorn } from './support/cluster';
import { eventually } from './support/eventually';
import { committed, nameOf, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const KEYS = 10_000;

scenario('persistent-volumes', (namespace, step) => {
  const manifest = committed('persistent-volumes');
  const cluster = new Cluster(namespace, 'sessions');
  const client = new ClientPod(namespace);
  let addresses: string[];

  /** The pods have come again elsewhere, and the cluster is whole and has its keys. */
  async function isBackElsewhere(): Promise<void> {
    const now = await cluster.addresses();
    expect(now).toHaveLength(6);
    for (const address of now) expect(addresses).not.toContain(address);
    addresses = now;
    await cluster.check(30);
    expectAll(await client.run('read', 'sessions', 6379, KEYS), KEYS);
  }

  step('forms, and takes keys', async () => {
    await namespace.apply(manifest);
    await client.start();
    await cluster.formed(manifest);
    expectBorn(await cluster.roles());
    expectAll(await client.run('write', 'sessions', 6379, KEYS), KEYS);
    addresses = await cluster.addresses();
  });

  step('every pod killed at once: the Job makes it whole again', async () => {
    await namespace.kubectl('delete', 'pod', '--selector=app.kubernetes.io/component=node', '--now');
    await cluster.formedAgain(manifest);
    await isBackElsewhere();
  });

  step('everything deleted but the volumes, and applied again: the keys are back', async () => {
    await namespace.kubectl('delete', '--filename', 'dist/persistent-volumes.k8s.yaml');
    await eventually('only the claims to be left', 60, async () =>
      (await cluster.objects()).every((name) => name.startsWith('persistentvolumeclaim/')),
    );
    await namespace.apply(manifest);
    await cluster.formed(manifest);
    await isBackElsewhere();
  });

  step('with another shape the Job refuses, and changes nothing', async () => {
    const before = await cluster.constitution();
    const other = synthesized((chart) => new RedisCluster(chart, 'sessions', { ...EXAMPLE, shards: 4 }));
    await namespace.apply(other);
    const job = nameOf('Job', other);
    expect(await eventually('a refusal', 90, async () => /other-shape: .*/.exec(await cluster.log(job))?.[0])).toContain('3');
    expect(await cluster.constitution()).toEqual(before);
    expectAll(await client.run('read', 'sessions', 6379, KEYS), KEYS);
    await namespace.removed('job', job);
  });

  step('everything deleted, the volumes too: nothing is left', async () => {
    await namespace.kubectl('delete', '--filename', 'dist/persistent-volumes.k8s.yaml', '--ignore-not-found');
    await namespace.kubectl('delete', 'pvc', '--selector=app.kubernetes.io/instance=sessions', '--wait=false');
    // But for the first Job: its manifest has been replaced by that of the other shape, and it goes a day after its end.
    await eventually('nothing to be left', 90, async () => (await cluster.objects()).every((name) => /-form-/.test(name)));
  });
});

/** As the example has it. */
const EXAMPLE: RedisClusterProps = {
  storage: Storage.persistentVolumes({ size: Size.gibibytes(2) }),
  resources: {
    cpu: { request: Cpu.millis(100) },
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  },
};
