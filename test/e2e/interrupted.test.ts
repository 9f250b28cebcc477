import { Cluster, expectBorn } from './support/cluster';
import { changed, committed, Manifest, nameOf } from './support/manifests';
import { scenario } from './support/scenario';

// Kills what it runs a moment after that has said one of these: while the servers get to know each other, and again when the slots are given.
const DIES_AT_WORK = `
said=/run/manager/said
mkfifo "$said"
"$@" >"$said" &
while read -r line; do
  echo "$line"
  case $line in *addresses:* | *slots:*) sleep 0.3; kill -9 $! ;; esac
done <"$said"
wait $!`;

scenario('interrupted', (namespace, step) => {
  const manifest = committed('quickstart');
  const cluster = new Cluster(namespace, 'cache');

  step('a Job whose every attempt is killed at work comes to its end all the same', async () => {
    await namespace.apply(changed(manifest, (object) => (killAtWork(object), keepNothing(object))));
    expect(await cluster.formed(manifest)).toContain('done: 3 shards with 1 replicas each, healthy');
    expect((await namespace.get('job', nameOf('Job', manifest))).status.failed).toBeGreaterThan(0);
  });

  step('and leaves nothing behind that was meant for a while', async () => {
    expectBorn(await cluster.roles());
    await cluster.check();
    for (let ordinal = 0; ordinal < 6; ordinal++) {
      expect(await cluster.ask(ordinal, 'CONFIG', 'GET', 'cluster-node-timeout')).toContain('5000');
      expect(await cluster.ask(ordinal, 'CONFIG', 'GET', 'repl-diskless-sync-delay')).toMatch(/\b0$/);
    }
  });
});

function killAtWork(object: Manifest): void {
  if (object.kind !== 'Job') return;
  const [container] = object.spec.template.spec.containers;
  container.command = ['sh', '-c', DIES_AT_WORK, 'dies-at-work', ...container.command];
}

/** The keeper would finish what the Job has begun. */
function keepNothing(object: Manifest): void {
  if (object.kind === 'Deployment') object.spec.replicas = 0;
}
