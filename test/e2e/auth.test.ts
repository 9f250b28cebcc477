import { build } from 'esbuild';
import { join } from 'node:path';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { changed, committed } from './support/manifests';
import { scenario } from './support/scenario';

const FIRST = 'first-b9d1f0c2';
const SECOND = 'second-7a44e8d3';
const ALL = [0, 1, 2, 3, 4, 5];
const SOME = [0, 1, 2];
/** Seconds that a server may take to know what its pod was shown. */
const KNOWN = 60;

/** Seconds: the example has five minutes, for kubelets that are apart by themselves. */
const OVERLAP = 40;

scenario('auth', (namespace, step) => {
  const manifest = changed(committed('password'), ({ spec }) => {
    for (const container of spec?.template?.spec?.containers ?? []) {
      for (const variable of container.env ?? []) if (variable.name === 'AUTH_OVERLAP') variable.value = `${OVERLAP}`;
    }
  });
  const cluster = new Cluster(namespace, 'cache');

  /** What the server of a pod answers to who knows the password. */
  const ask = async (ordinal: number, password: string, ...command: string[]) =>
    (await namespace.kubectl('exec', `cache-${ordinal}`, '-c', 'redis', '--', 'env', `REDISCLI_AUTH=${password}`, 'redis-cli', ...command)).trim();
  const everywhere = (password: string, ordinals = ALL) => Promise.all(ordinals.map((ordinal) => ask(ordinal, password, 'PING')));
  const taken = async (password: string, ordinals = ALL) => (await everywhere(password, ordinals)).every((answer) => answer === 'PONG');
  const secret = (data: Record<string, string>) =>
    namespace.kubectl('patch', 'secret', 'cache-password', '--type=merge', '-p', JSON.stringify({ stringData: data }));
  const pods = async () => (await namespace.get('pods', '--selector=app.kubernetes.io/instance=cache')).items;
  const logs = () => namespace.kubectl('logs', '--selector=app.kubernetes.io/instance=cache', '--all-containers', '--tail=-1', '--prefix');
  const lives = async () => (await pods()).map((pod: Pod) => [pod.metadata.uid, pod.status.containerStatuses[0].restartCount].join(' ')).sort();
  const roles = async (password: string) => Promise.all(ALL.map(async (ordinal) => (await ask(ordinal, password, 'ROLE')).split('\n')[0]));
  /** Kubelets look at Secrets every minute or two, each when it suits it, and at once when something about the pod changes. */
  const show = (...names: string[]) => namespace.kubectl('annotate', 'pods', ...names, '--overwrite', `example.com/looked-at=${Date.now()}`);
  const showSome = () => show(...SOME.map((ordinal) => `cache-${ordinal}`));
  /** A server that has not been shown the change, and the keepers. */
  const restart = async (pod: string) => {
    await namespace.kubectl('delete', 'pod', pod, '--wait=true');
    await namespace.kubectl('delete', 'pod', '--selector=app.kubernetes.io/component=keeper', '--wait=true');
    await cluster.ready(120);
  };
  const said = (pod: string) => namespace.kubectl('logs', pod);

  step('without its Secret it waits, alive, and says why; with it, it forms', async () => {
    await namespace.apply(manifest);
    await eventually('a pod to say so', 180, async () =>
      (await said('cache-0')).includes('no key password in Secret cache-password, or no such Secret'),
    );
    await namespace.kubectl('create', 'secret', 'generic', 'cache-password', `--from-literal=password=${FIRST}`);
    await show('--all');
    expect(await cluster.formed(manifest, 300)).toContain('done: 3 shards');
    await cluster.ready(60);
    expect(await everywhere(FIRST)).toEqual(Array(6).fill('PONG'));
    expect(await ask(0, '', 'PING')).toMatch(/^NOAUTH/);
    expect((await pods()).map((pod: Pod) => pod.status.containerStatuses[0].restartCount)).toEqual(Array((await pods()).length).fill(0));
  });

  step('the application counts there', async () => {
    await eventually('the counter', 120, async () => Number(await ask(0, FIRST, '-c', 'GET', 'counter')) > 0);
    for (const object of await loadPod()) await namespace.create(object);
    await namespace.waitFor('Ready', 240, 'pod/load');
  });

  step('a new password beside the old one reaches some of the servers under load; what starts meanwhile finds its place', async () => {
    await secret({ password: SECOND, 'previous-password': FIRST });
    await showSome();
    await eventually('those to take both', KNOWN, async () => (await taken(SECOND, SOME)) && (await taken(FIRST)));
    await restart('cache-5');
  });

  step('then all of them, and nothing else changes', async () => {
    const before = { lives: await lives(), roles: await roles(FIRST) };
    await show('--all');
    await eventually('every server to take both', KNOWN, async () => (await taken(SECOND)) && (await taken(FIRST)));
    expect({ lives: await lives(), roles: await roles(SECOND) }).toEqual(before);
    await namespace.kubectl('rollout', 'restart', 'deployment/counter');
    await namespace.kubectl('rollout', 'status', 'deployment/counter', '--timeout=120s');
  });

  step('the old one goes from some, and what starts meanwhile finds its place', async () => {
    await namespace.kubectl('patch', 'secret', 'cache-password', '--type=json', '-p', '[{"op":"remove","path":"/data/previous-password"}]');
    await showSome();
    await restart('cache-4');
  });

  step('then from all, and nothing else changes', async () => {
    const before = { lives: await lives(), roles: await roles(SECOND) };
    await show('--all');
    await eventually('no server to take it', KNOWN + OVERLAP, async () => (await everywhere(FIRST)).every((answer) => answer.includes('NOAUTH')));
    expect(await everywhere(SECOND)).toEqual(Array(6).fill('PONG'));
    expect({ lives: await lives(), roles: await roles(SECOND) }).toEqual(before);
    await cluster.healthy(60);
    expect(await logs()).not.toMatch(/manage: (failover|takeover):/);
  });

  step('no password was refused twice, and no write waited for longer than a Service takes to know its pods', async () => {
    await namespace.kubectl('exec', 'load', '--', 'touch', '/tmp/stop');
    const { writes, failed } = await eventually('the load to end', 30, async () => JSON.parse((await said('load')).trim().split('\n').at(-1) ?? ''));
    expect(writes).toBeGreaterThan(100);
    expect(failed).toEqual([]);
  });

  step('no password is seen anywhere', async () => {
    const processes = await Promise.all(
      (await pods())
        .filter((pod: Pod) => pod.status.phase === 'Running')
        .map(({ metadata: { name } }: Pod) =>
          namespace.kubectl('exec', name, '--', 'sh', '-c', 'for p in /proc/[0-9]*; do cat $p/cmdline; done 2>/dev/null; cat /proc/1/environ'),
        ),
    );
    const seen = [...processes, await logs(), await namespace.kubectl('get', 'configmap,statefulset,job,deployment,pods', '--output=yaml')].join(
      '\n',
    );
    expect(seen).toContain('redis-server');
    for (const password of [FIRST, SECOND]) expect(seen).not.toContain(password);
  });
});

/** As the API has it, as far as it is looked at. */
interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly phase: string; readonly containerStatuses: { readonly restartCount: number }[] };
}

/** A pod that writes without pause, with the password that its mounted Secret has: see client/load.ts. */
async function loadPod(): Promise<object[]> {
  const entry = join(__dirname, 'client', 'load.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, platform: 'node', target: 'node20', minify: true, write: false });
  const meta = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'load' } });
  return [
    { ...meta('ConfigMap'), data: { 'load.js': outputFiles[0].text } },
    {
      ...meta('Pod'),
      spec: {
        // What it has said at its end is not to be said again.
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'load',
            image: 'node:24-bookworm-slim',
            imagePullPolicy: 'IfNotPresent',
            command: ['node', '/client/load.js', 'cache', '6379', '/secret', '/tmp/stop'],
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
            volumeMounts: [
              { name: 'client', mountPath: '/client' },
              { name: 'secret', mountPath: '/secret' },
              { name: 'tmp', mountPath: '/tmp' },
            ],
          },
        ],
        volumes: [
          { name: 'client', configMap: { name: 'load' } },
          { name: 'secret', secret: { secretName: 'cache-password' } },
          { name: 'tmp', emptyDir: {} },
        ],
      },
    },
  ];
}
