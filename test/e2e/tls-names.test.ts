import { Authority, filesOf } from '../scripts/authority';
import { ClientPod, expectAll } from './support/client-pod';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { committed } from './support/manifests';
import { scenario } from './support/scenario';
import { putSecret } from './support/secret';

const KEYS = 10_000;
const DIAL = `
  const [ca, cert, key] = ['ca.crt', 'tls.crt', 'tls.key'].map((name) => require('fs').readFileSync('/tls/' + name));
  const end = (word) => { console.log(word); process.exit(); };
  require('tls').connect({ host: process.argv[1], port: 6379, ca, cert, key }, () => end('trusted')).on('error', ({ code }) => end(code));
`;

// The example has this namespace: the servers announce names in it.
scenario(
  'tls-names',
  (namespace, step) => {
    const manifest = committed('tls');
    const cluster = new Cluster(namespace, 'cache');
    const client = new ClientPod(namespace, 'client', {}, 'cache-client-tls');
    const authority = new Authority();

    const issue = (...names: string[]) => filesOf(authority.issue({ names }));

    step('it forms with a certificate that has the names it announces', async () => {
      const server = issue('cache', `cache.${namespace.name}.svc`, `*.cache-nodes.${namespace.name}.svc.cluster.local`);
      await putSecret(namespace, 'cache-tls', server);
      await putSecret(namespace, 'cache-client-tls', issue('client'));
      await namespace.apply(manifest);
      await client.start();
      expect(await cluster.formed(manifest)).not.toContain('does not name');
      await cluster.healthy(60);
    });

    step('a client that checks the names writes and reads on every shard', async () => {
      expectAll(await client.run('write', 'cache', 6379, KEYS), KEYS);
    });

    step('under another name it trusts no server', async () => {
      const { clusterIP } = (await namespace.get('service', 'cache')).spec;
      const dial = (host: string) => namespace.kubectl('exec', 'client', '--', 'node', '-e', DIAL, host);
      expect(await dial('cache')).toBe('trusted\n');
      expect(await dial(clusterIP)).toBe('ERR_TLS_CERT_ALTNAME_INVALID\n');
    });

    step('the application of the example counts', async () => {
      const credentials = ['ca.crt', 'tls.crt', 'tls.key'].map((file) => `/run/redis-cluster/tls/${file}`);
      const [ca, cert, key] = credentials;
      const count = () => cluster.ask(0, '-c', '--tls', '--cacert', ca, '--cert', cert, '--key', key, 'GET', 'counter');
      await eventually('the counter', 60, async () => Number(await count()) > 0);
    });
  },
  'shop',
);
