// Encryption and passwords together: each connection of the scripts carries both, and each is renewed while everything runs.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Auth } from '../../src';
import { Authority, filesOf, mount } from '../scripts/authority';
import { Cluster, eventually } from '../scripts/cluster';
import { probe, ready, stop } from '../scripts/hooks';
import { Manager, manage, problemsOf } from '../scripts/manager';
import { PORT, type Pod } from '../scripts/pod';

jest.setTimeout(180_000);

const authority = new Authority();
const FIRST = 'first password';
const SECOND = 'second password';

/** What redis-cli says to PING as somebody without a password, or with a wrong one. */
function ask(pod: Pod, tls: string, ...words: string[]): string {
  const files = ['--tls', '--cacert', join(tls, 'ca.crt'), '--cert', join(tls, 'tls.crt'), '--key', join(tls, 'tls.key')];
  return execFileSync('redis-cli', ['-h', pod.address, '-p', String(PORT), ...files, ...words, 'PING'], {
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 10_000,
  });
}

it('an encrypted cluster with a password forms, is asked, hands over, takes up new certificates and a new password, and survives a crash', async () => {
  const mounts = await Cluster.unstarted({ pods: 0 });
  const tls = join(mounts.directory, 'secret');
  mount(tls, filesOf(authority.issue()));
  const secrets = { 'app/password': FIRST };
  const cluster = await Cluster.unstarted({ pods: 6, tls, auth: Auth.password('app'), secrets });
  let keeper: Manager | undefined;
  try {
    for (const pod of cluster.pods) pod.credentials = { password: FIRST };
    await Promise.all(cluster.pods.map((pod) => pod.start()));
    expect(await manage(cluster, { tls, secrets })).toMatchObject({ code: 0 });
    expect(await problemsOf(cluster)).toEqual([]);
    const [zero] = cluster.pods;
    expect(ask(zero, tls)).toMatch(/^NOAUTH/);
    expect(ask(zero, tls, '--pass', 'wrong')).toMatch(/^NOAUTH/);
    await ready([zero]);
    for (const kind of ['startup', 'liveness', 'readiness'] as const) expect(await probe(zero, kind)).toBe('passes');

    keeper = new Manager(cluster, { mode: 'keep', tls, secrets });
    const logged = (text: string) =>
      eventually(text, 60, async () => cluster.pods.every((pod) => pod.log.includes(text)) || cluster.pods.map((pod) => pod.log).join('\n'));
    mount(tls, filesOf(authority.issue()));
    await logged('renew: certificates renewed: valid until ');
    const both = { 'app/password': SECOND, 'app/previous-password': FIRST };
    for (const pod of cluster.pods) pod.mount(both);
    keeper.mount(both);
    await logged('renew: valid passwords now: default 2');
    for (const pod of cluster.pods) pod.credentials = { password: SECOND };

    expect((await stop(zero)).at(-1)).toBe('stop: replica now: stops');
    await zero.stop('SIGTERM');
    await zero.start();
    await eventually('all is well again', 60, async () => (await problemsOf(cluster)).join() || true);

    keeper.kill();
    const [, one, , , four] = cluster.pods;
    await ready([one]);
    await one.stop('SIGKILL');
    await one.start();
    expect(one.log).toContain(`start: the server crashed as a master: ${four.host} has taken over`);
  } finally {
    keeper?.kill();
    await cluster.remove();
    await mounts.remove();
  }
});
