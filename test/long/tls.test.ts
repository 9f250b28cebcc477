// Encrypted clusters of real servers: certificates that do not work are said and waited for, new ones are taken up by servers and managers that run.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import Redis from 'ioredis';
import { Authority, filesOf, mount } from '../scripts/authority';
import { Cluster, eventually } from '../scripts/cluster';
import { probe, ready } from '../scripts/hooks';
import { Manager, manage, problemsOf } from '../scripts/manager';
import { PORT, type Pod } from '../scripts/pod';

jest.setTimeout(120_000);

const authority = new Authority();
const other = new Authority();

/** Pods whose Secret has these files. */
async function withSecret(files: { [name: string]: string }, pods: number, body: (cluster: Cluster, secret: string) => Promise<void>): Promise<void> {
  const mounts = await Cluster.unstarted({ pods: 0 });
  const secret = join(mounts.directory, 'secret');
  mount(secret, files);
  const cluster = await Cluster.unstarted({ pods, tls: secret });
  try {
    await body(cluster, secret);
  } finally {
    await cluster.remove();
    await mounts.remove();
  }
}

const start = (cluster: Cluster) => Promise.all(cluster.pods.map((pod) => pod.start()));
const says = (pod: Pod, text: string) => eventually(`${pod.name} says ${text}`, 20, async () => pod.log.includes(text) || pod.log);

/** The serial number of the certificate that a server shows. */
function serial(pod: Pod): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: pod.address, port: PORT, ...pod.trust(), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('an encrypted cluster', () => {
  it('forms, refuses plain clients and those without a certificate, and heals', () =>
    withSecret(filesOf(authority.issue()), 6, async (cluster, tls) => {
      await start(cluster);
      expect(await manage(cluster, { tls })).toMatchObject({ code: 0 });
      expect(await problemsOf(cluster)).toEqual([]);
      const [zero] = cluster.pods;
      for (const options of [[], ['--tls', '--cacert', join(tls, 'ca.crt')]]) {
        expect(ask(zero, ...options)).not.toContain('PONG');
      }
      await ready([zero]);
      for (const kind of ['liveness', 'readiness'] as const) expect(await probe(zero, kind)).toBe('passes');

      // A replica takes over with what it has, so there has to be something.
      expect(await zero.ask('SET', 'b', 'value')).toBe('OK');
      expect(await zero.ask('WAIT', '1', '5000')).toBe('1');
      const keeper = new Manager(cluster, { mode: 'keep', tls });
      try {
        await zero.stop();
        await keeper.says('failover: cache-3 takes over from cache-0', 60);
        await zero.start();
        await eventually('all is well again', 40, async () => (await problemsOf(cluster)).join() || true);
      } finally {
        keeper.kill();
      }
    }));

  it('takes up new certificates without a lost connection or a restart', () =>
    withSecret(filesOf(authority.issue()), 3, async (cluster, tls) => {
      await start(cluster);
      expect(await manage(cluster, { replicas: 0, tls })).toMatchObject({ code: 0 });
      const keeper = new Manager(cluster, { mode: 'keep', replicas: 0, tls });
      const clients = cluster.pods.map((pod) => new Redis({ host: pod.address, port: PORT, tls: pod.trust(), retryStrategy: () => null }));
      try {
        await Promise.all(clients.map((client) => client.ping()));
        const links = await Promise.all(cluster.pods.map(linksOf));
        const before = await serial(cluster.pods[0]);
        // Another CA as well, with both of them trusted for the time of the change.
        const renewed = other.issue();
        execFileSync('sh', ['-c', 'cat "$1" >>"$2"', 'sh', authority.certificate, join(renewed, 'ca.crt')]);
        mount(tls, { 'ca.crt': join(renewed, 'ca.crt') });
        for (const pod of cluster.pods) await says(pod, 'renew: certificates renewed: valid until ');
        mount(tls, filesOf(renewed));
        await eventually('all servers show it', 20, async () => {
          const shown = await Promise.all(cluster.pods.map(serial));
          return shown.every((each) => each !== before) || shown;
        });
        expect(await Promise.all(clients.map((client) => client.ping()))).toEqual(['PONG', 'PONG', 'PONG']);
        expect(await Promise.all(cluster.pods.map(linksOf))).toEqual(links);
        expect(await problemsOf(cluster)).toEqual([]);
      } finally {
        for (const client of clients) client.disconnect();
        keeper.kill();
      }
    }));
});

/** What redis-cli says to PING. */
function ask(pod: Pod, ...options: string[]): string {
  const command = `redis-cli -h ${pod.address} -p ${PORT} ${options.join(' ')} PING 2>&1; true`;
  return execFileSync('sh', ['-c', command], { encoding: 'utf8', timeout: 10_000 });
}

const sound = authority.issue();
const expired = authority.issue({ expired: true });
const FAULTS: [string, { [name: string]: string }, string][] = [
  [
    'the key of another certificate',
    { ...filesOf(sound), 'tls.key': join(authority.issue(), 'tls.key') },
    'Failed to load private key: key values mismatch',
  ],
  ['a certificate of another CA', { ...filesOf(sound), 'ca.crt': other.certificate }, 'SSL_connect failed: certificate verify failed'],
  ['a certificate that has expired', filesOf(expired), 'SSL_connect failed: certificate verify failed; tls.crt has expired, '],
  ['a certificate for servers alone', filesOf(authority.issue({ usages: 'serverAuth' })), 'Server closed the connection'],
];

describe.each(FAULTS)('%s', (_, files, words) => {
  it.concurrent('is waited for, alive and with words, and the server starts when it is mended', () =>
    withSecret(files, 1, async ({ pods: [pod] }, secret) => {
      const started = pod.start();
      await says(pod, `start: waits, because the certificates of Secret cache-tls do not work: ${words}`);
      expect(await probe(pod, 'liveness')).toBe('passes');
      expect(await probe(pod, 'readiness')).toContain('start waits: the certificates of Secret cache-tls do not work');
      mount(secret, filesOf(sound));
      await started;
      expect(await probe(pod, 'liveness')).toBe('passes');
    }),
  );

  it.concurrent('does not replace one that works', () =>
    withSecret(filesOf(sound), 1, async ({ pods: [pod] }, secret) => {
      await pod.start();
      // Whatever the server asks of clients: the bus asks for both.
      expect(await pod.ask('CONFIG', 'SET', 'tls-auth-clients', 'no')).toBe('OK');
      const shown = await serial(pod);
      mount(secret, files);
      await says(pod, 'renew: keeps its certificates: the certificates of Secret cache-tls do not work: ');
      mount(secret, filesOf(sound));
      expect(await serial(pod)).toBe(shown);
      expect(await pod.ask('PING')).toBe('PONG');
      mount(secret, filesOf(authority.issue()));
      await says(pod, 'renew: certificates renewed');
      expect(await serial(pod)).not.toBe(shown);
    }),
  );
});

it('a server that is busy takes new certificates a little later', () =>
  withSecret(filesOf(sound), 1, async ({ pods: [pod] }, secret) => {
    await pod.start();
    const endless = pod.ask('EVAL', 'while true do end', '0');
    await eventually('it is busy', 20, async () => (await pod.ask('PING')).includes('BUSY'));
    mount(secret, filesOf(authority.issue()));
    await sleep(4000);
    expect(pod.log).not.toContain('renew:');
    await pod.ask('SCRIPT', 'KILL');
    await endless;
    await says(pod, 'renew: certificates renewed');
  }));

it('a Secret without one of its files is waited for', () =>
  withSecret(filesOf(sound), 1, async ({ pods: [pod] }, secret) => {
    writeFileSync(join(secret, 'ca.crt'), '');
    const started = pod.start();
    await says(pod, 'start: waits, because Secret cache-tls has no ca.crt');
    mount(secret, filesOf(sound));
    await started;
  }));

it('a pod that waits ends at once when it is told to', () =>
  withSecret({ ...filesOf(sound), 'ca.crt': other.certificate }, 1, async ({ pods: [pod] }) => {
    const started = pod.start().catch(String);
    await says(pod, 'start: waits, because');
    const begun = Date.now();
    await pod.stop('SIGTERM');
    expect(Date.now() - begun).toBeLessThan(5000);
    expect(await started).toContain('Error');
  }));

describe('the manager', () => {
  it('gives up where a file is missing for too long, and says which', () =>
    withSecret(filesOf(sound), 1, async (cluster, tls) => {
      writeFileSync(join(tls, 'ca.crt'), '');
      const { code, output } = await manage(cluster, { tls, wait: 1 });
      const words = 'Secret cache-tls has no ca.crt';
      expect({ code, output }).toEqual({ code: 9, output: `manage: waits, because ${words}\nmanage: no-certificates: ${words}\n` });
    }));

  it('says which names are missing, and is not ready for that', () =>
    withSecret(filesOf(sound), 3, async (cluster, tls) => {
      await start(cluster);
      const tlsNames = 'cache cache.other.svc';
      const words = 'tls.crt of Secret cache-tls does not name cache.other.svc';
      const { code, output } = await manage(cluster, { replicas: 0, tls, tlsNames });
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`manage: ${words}\n`) });
      const keeper = new Manager(cluster, { mode: 'keep', replicas: 0, tls, tlsNames });
      try {
        await keeper.says(`not healthy: ${words}`, 60);
      } finally {
        keeper.kill();
      }
    }));
});

// From plain to encrypted and back: the bus of a server is either.
it('a cluster changes over as a whole, with its data, or stops at its first pod', () =>
  withSecret(filesOf(sound), 0, async (_, tls) =>
    Cluster.with({ pods: 6 }, async (cluster) => {
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      expect(await cluster.pods[0].ask('SET', 'b', 'value')).toBe('OK');
      const last = cluster.pods[5];
      await last.stop('SIGTERM');
      last.tls = tls;
      await last.start();
      await sleep(5000);
      expect(await probe(last, 'readiness')).toMatch(/^fails/);
      expect(await cluster.pods[0].ask('GET', 'b')).toBe('value');

      for (const pod of cluster.pods) {
        await pod.stop('SIGTERM');
        pod.tls = tls;
      }
      await start(cluster);
      const keeper = new Manager(cluster, { mode: 'keep', tls });
      try {
        await eventually('all is well again', 60, async () => (await problemsOf(cluster)).join() || true);
        expect(await cluster.pods[0].ask('GET', 'b')).toBe('value');
      } finally {
        keeper.kill();
      }
    }),
  ));

/** The connections of the bus, without what waits in their buffers. */
async function linksOf(pod: Pod): Promise<string[] | null> {
  return (await pod.ask('CLUSTER', 'LINKS')).match(/direction,\w+,node,\w+,create-time,\d+/g);
}
