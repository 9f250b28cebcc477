import { ClientPod, expectAll } from './support/client-pod';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { kubectl } from './support/kubectl';
import { committed, namesOf } from './support/manifests';
import { NfsFolders } from './support/nfs-folders';
import { scenario } from './support/scenario';

const KEYS = 1_000;
// The server of the example has to exist; where it has another name, that is put in its place.
const SERVER = process.env.E2E_NFS_SERVER ?? 'nfs.example.com';
const PATH = '/exports/redis';

scenario(
  'nfs',
  (namespace, step) => {
    const manifest = committed('nfs').replaceAll('nfs.example.com', SERVER);
    const volumes = namesOf('PersistentVolume', manifest);
    const cluster = new Cluster(namespace, 'archive');
    const client = new ClientPod(namespace);
    const folders = new NfsFolders(SERVER, PATH);

    beforeAll(() => folders.start());
    afterAll(async () => {
      await folders.end();
      await kubectl(['delete', 'persistentvolume', '--ignore-not-found', '--wait=false', ...volumes]);
    });

    step('a missing folder shows in the events of its pod', async () => {
      await folders.make(['archive-0', 'archive-1', 'archive-2', 'archive-3', 'archive-4']);
      await namespace.apply(manifest);
      await client.start();
      const event = await eventually('an event of archive-5', 120, async () => {
        const events = (await namespace.get('events', '--field-selector=involvedObject.name=archive-5,reason=FailedMount')).items;
        return events[0]?.message as string;
      });
      expect(event).toContain(`${SERVER}:${PATH}/archive-5`);
    });

    step('with the folder it forms, and takes keys', async () => {
      await folders.make(['archive-5']);
      await cluster.formed(manifest);
      expectAll(await client.run('write', 'archive', 6379, KEYS), KEYS);
      expect(await folders.list('archive-0')).toContain('nodes.conf');
    });

    step('everything deleted, and applied again: the same folders, the same keys', async () => {
      await remove();
      await namespace.apply(manifest);
      await cluster.formed(manifest);
      expectAll(await client.run('read', 'archive', 6379, KEYS), KEYS);
    });

    step('all deleted but the volumes: they are taken up again once their old claims are struck out', async () => {
      await namespace.removed('statefulset', 'archive');
      await namespace.removed('job', '--all');
      await eventually('the volumes to be released', 90, async () => (await phases()).every((phase) => phase === 'Released'));
      const strike = JSON.stringify([{ op: 'remove', path: '/spec/claimRef/uid' }]);
      for (const volume of volumes) await kubectl(['patch', 'persistentvolume', volume, '--type=json', `--patch=${strike}`]);
      await namespace.apply(manifest);
      await cluster.formed(manifest);
      expect((await phases()).every((phase) => phase === 'Bound')).toBe(true);
      expectAll(await client.run('read', 'archive', 6379, KEYS), KEYS);
    });

    step('everything deleted: the data stays on the server', async () => {
      await remove();
      expect(await folders.list('archive-0')).toContain('nodes.conf');
    });

    /** Comes back when all are gone, the volumes included. */
    async function remove(): Promise<void> {
      await kubectl(['delete', '--filename', '-', '--timeout=120s'], manifest);
    }

    async function phases(): Promise<string[]> {
      return (await kubectl(['get', 'persistentvolume', ...volumes, '--output=jsonpath={.items[*].status.phase}'])).split(' ');
    }
  },
  'redis-nfs',
);
