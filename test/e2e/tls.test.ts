import { setTimeout as sleep } from 'node:timers/promises';
import { Engine, RedisCluster, Tls } from 'cdk8s-redis-cluster';
import { Authority, filesOf } from '../scripts/authority';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { synthesized } from './support/manifests';
import { scenario } from './support/scenario';
import { putSecret } from './support/secret';

const IN_USE = '/run/redis-cluster/tls';
const CREDENTIALS = ['--tls', '--cacert', `${IN_USE}/ca.crt`, '--cert', `${IN_USE}/tls.crt`, '--key', `${IN_USE}/tls.key`];
const OVER = '/run/redis-cluster/over';

for (const engine of [Engine.redis('8.0'), Engine.valkey('9.1')]) {
  scenario(`tls-${engine.family}`, (namespace, step) => {
    const cli = engine.family === 'valkey' ? 'valkey-cli' : 'redis-cli';
    const cluster = new Cluster(namespace, 'cache', cli);
    const authority = new Authority();
    const manifest = synthesized((chart) => new RedisCluster(chart, 'cache', { engine, tls: Tls.secret('cache-tls') }));
    const issue = () => filesOf(authority.issue({ names: ['cache'] }));
    const first = issue();
    const ask = (ordinal: number, ...command: string[]) => cluster.ask(ordinal, ...CREDENTIALS, ...command);

    step('a Secret that is missing shows as an event of each pod that needs it', async () => {
      await namespace.apply(manifest);
      await eventually('the event', 60, async () => (await namespace.kubectl('get', 'events')).includes('secret "cache-tls" not found'));
    });

    step('a key that does not belong to its certificate is said, and nothing restarts', async () => {
      await putSecret(namespace, 'cache-tls', { ...first, 'tls.key': issue()['tls.key'] });
      await logged('pod/cache-0', 'start: waits, because the certificates of Secret cache-tls do not work: ');
    });

    step('mended, it forms by itself; clients without TLS or without a certificate are refused', async () => {
      await renew(first);
      await cluster.formed(manifest);
      await cluster.ready(60);
      expect(await restarts()).toEqual([0, 0, 0, 0, 0, 0]);
      expect(await ask(0, '--cluster', 'check', '127.0.0.1:6379')).toContain('[OK] All 16384 slots covered.');
      expect(await ask(0, '-c', 'SET', 'key', 'value')).toBe('OK');
      expect(await ask(3, '-c', 'GET', 'key')).toBe('value');
      expect(await cluster.ask(0, 'PING').catch(String)).not.toContain('PONG');
      expect(await cluster.ask(0, '--tls', '--cacert', `${IN_USE}/ca.crt`, 'PING').catch(String)).not.toContain('PONG');
    });

    step('new certificates are taken up by all pods, and no connection is lost', async () => {
      // A line for every tenth of a second, all of them by one connection: redis-cli would say that it had to connect again.
      const clientId = [cli, ...CREDENTIALS, '-r', '-1', '-i', '0.1', 'CLIENT', 'ID'].join(' ');
      const until = `${clientId} & while [ ! -e ${OVER} ]; do sleep 0.1; done; kill $!`;
      const beat = namespace.kubectl('exec', 'cache-1', '--', 'timeout', '120', 'sh', '-c', until).catch(String);
      await renew(issue());
      for (let ordinal = 0; ordinal < 6; ordinal++) await logged(`pod/cache-${ordinal}`, 'renew: certificates renewed: valid until ');
      await sleep(5000);
      await namespace.kubectl('exec', 'cache-1', '--', 'touch', OVER);
      const ids = (await beat).match(/^\d+\s*$/gm) ?? [];
      expect(ids.length).toBeGreaterThan(30);
      expect(new Set(ids.map((id) => id.trim())).size).toBe(1);
      expect(await restarts()).toEqual([0, 0, 0, 0, 0, 0]);
      expect(await ask(0, '--cluster', 'check', '127.0.0.1:6379')).toContain('[OK] All 16384 slots covered.');
    });

    step('ones that do not work are refused with words, and the cluster goes on', async () => {
      await renew({ ...issue(), 'tls.key': issue()['tls.key'] });
      await logged('pod/cache-0', 'renew: keeps its certificates: the certificates of Secret cache-tls do not work: ');
      await logged('deployment/cache-keeper', 'no node takes the new certificates of Secret cache-tls');
      expect(await ask(0, '-c', 'GET', 'key')).toBe('value');
    });

    /** Changes the Secret. A kubelet looks for that every minute or two, and at once when something about the pod changes. */
    async function renew(files: { [name: string]: string }): Promise<void> {
      await putSecret(namespace, 'cache-tls', files);
      await namespace.kubectl('annotate', 'pods', '--all', '--overwrite', `example.com/looked-at=${Date.now()}`);
    }

    function logged(object: string, words: string): Promise<unknown> {
      return eventually(`${object} to say ${words}`, 90, async () => (await namespace.kubectl('logs', object)).includes(words));
    }

    async function restarts(): Promise<number[]> {
      const pods = (await namespace.get('pods', '--selector=app.kubernetes.io/component=node')).items;
      return pods.map((pod: { status: { containerStatuses: { restartCount: number }[] } }) => pod.status.containerStatuses[0].restartCount);
    }
  });
}
