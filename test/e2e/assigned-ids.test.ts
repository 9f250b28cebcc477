import { Size } from 'cdk8s';
import { Formation, ManagerImage, RedisCluster, Storage } from 'cdk8s-redis-cluster';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster, expectBorn } from './support/cluster';
import { changed, Manifest, synthesized } from './support/manifests';
import { scenario } from './support/scenario';

const KEYS = 1_000;

/** The first user of a namespace's range. */
const ASSIGNED = 1_000_680_000;

/** What OpenShift's admission (the SCC restricted-v2) makes of a pod that names no user: the group stays that of a user whom nobody knows, root's. */
function assign(pod: Manifest): void {
  pod.securityContext.fsGroup = ASSIGNED;
  for (const container of pod.containers) container.securityContext.runAsUser = ASSIGNED;
}

scenario('assigned-ids', (namespace, step) => {
  const cluster = new Cluster(namespace, 'cache');
  const client = new ClientPod(namespace);
  const manifest = changed(
    synthesized((chart) => {
      new RedisCluster(chart, 'cache', {
        assignedIds: true,
        storage: Storage.persistentVolumes({ size: Size.mebibytes(256) }),
        formation: Formation.job({ image: ManagerImage.ubuntu() }),
      });
    }),
    (object) => {
      if (object.spec?.template) assign(object.spec.template.spec);
    },
  );

  step('under users that the platform assigns it forms, the Job gets its tools from the archive', async () => {
    await namespace.apply(manifest);
    await client.start();
    await cluster.formed(manifest);
    await cluster.ready(120);
    expectBorn(await cluster.roles());
    await cluster.check();
    const id = (await namespace.kubectl('exec', 'cache-0', '--', 'id', '-u')).trim();
    const group = (await namespace.kubectl('exec', 'cache-0', '--', 'id', '-g')).trim();
    expect({ id, group }).toEqual({ id: `${ASSIGNED}`, group: '0' });
  });

  step('takes keys, and hands its masters over', async () => {
    expectAll(await client.run('write', 'cache', 6379, KEYS), KEYS);
    const master = (await cluster.roles()).findIndex((role) => role.startsWith('master'));
    await namespace.kubectl('delete', 'pod', cluster.podOf(master));
    await cluster.ready(120);
    await cluster.check(60);
    expect(await cluster.ask(master, 'ROLE')).toMatch(/^slave/);
  });

  step('all pods deleted at once come back to their data', async () => {
    await namespace.kubectl('delete', 'pod', '--selector=app.kubernetes.io/component=node', '--now');
    await cluster.ready(240);
    await cluster.healthy(120);
    await cluster.check(60);
    expectAll(await client.run('read', 'cache', 6379, KEYS), KEYS);
  });
});
