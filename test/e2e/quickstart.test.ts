import { CliPod } from './support/cli-pod';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster, expectBorn, tableOf } from './support/cluster';
import { eventually } from './support/eventually';
import { committed } from './support/manifests';
import { runOutside } from './support/outside';
import { scenario } from './support/scenario';

const KEYS = 10_000;
// How the manager begins the lines that say what it does.
const ACTIONS = /manage: (addresses|slots|replicas|replication|birth|failover|forgotten):/;

scenario('quickstart', (namespace, step) => {
  const manifest = committed('quickstart');
  const cluster = new Cluster(namespace, 'cache');

  step('one apply forms the cluster, and the Job ends with a table', async () => {
    await namespace.apply(manifest);
    const log = await cluster.formed(manifest);
    const addresses = await cluster.addresses();
    const rows = tableOf(log);
    const ordinals = [0, 1, 2, 3, 4, 5];
    expect(rows.map(({ pod, address }) => ({ pod, address }))).toEqual(ordinals.map((i) => ({ pod: `cache-${i}`, address: addresses[i] })));
    expect(rows.map(({ node, zone }) => ({ node, zone }))).toEqual((await cluster.nodes()).map((node) => ({ node, zone: 'unknown' })));
    expectBorn(rows.map(({ role, slots, replicates }) => (role === 'master' ? `master ${slots}` : `replica of ${replicates.replace('cache-', '')}`)));
    expect(rows.filter(({ role, link }) => role === 'replica' && link === 'up')).toHaveLength(3);
  });

  step('no Kubernetes node holds both copies of a shard', async () => {
    const nodes = await cluster.nodes();
    const roles = await cluster.roles();
    const most = Math.max(...nodes.map((node) => nodes.filter((other) => other === node).length));
    const together = roles.filter(
      (role, ordinal) => role.startsWith('replica ') && nodes[Number(role.slice('replica of '.length))] === nodes[ordinal],
    );
    expect(together).toHaveLength(Math.max(0, most - 3));
  });

  step('the servers say the same, and redis-cli finds nothing wrong', async () => {
    expectBorn(await cluster.roles());
    await cluster.check();
    await cluster.ready(30);
  });

  step('redis-cli -c in a pod writes and reads through the Service', async () => {
    const cli = new CliPod(namespace);
    await cli.start();
    expect(await cli.writeAndRead('cache', 6379, KEYS)).toBe(KEYS);
  });

  step('a client in the cluster writes and reads through the Service', async () => {
    const client = new ClientPod(namespace);
    await client.start();
    expectAll(await client.run('write', 'cache', 6379, KEYS), KEYS);
  });

  step('a client out of the cluster writes and reads', async () => {
    expectAll(await runOutside(cluster, 6379, KEYS), KEYS);
  });

  step('the Job run again changes nothing', async () => {
    const before = await cluster.constitution();
    const log = await cluster.formedAgain(manifest);
    expect(log).toContain('done: 3 shards with 1 replicas each, healthy');
    expect(log).not.toMatch(ACTIONS);
    expect(await cluster.constitution()).toEqual(before);
  });

  step('one delete removes everything', async () => {
    await namespace.kubectl('delete', '--filename', 'dist/quickstart.k8s.yaml');
    await eventually('nothing to be left', 60, async () => (await cluster.objects()).length === 0);
  });
});
