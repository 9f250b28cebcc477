// Servers with a module of Debian, as one in an image would be loaded.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../scripts/cluster';
import { manage, problemsOf } from '../scripts/manager';

const FOLDER = '/usr/lib/redis/modules';

jest.setTimeout(60_000);

test('every module of a folder is loaded, and the cluster forms and heals with them', () =>
  Cluster.with({ modules: FOLDER }, async (cluster) => {
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    for (const modules of await cluster.everywhere('MODULE', 'LIST')) expect(modules).toContain('ft,');
    const [zero] = cluster.pods;
    expect(await zero.ask('FT.CREATE', 'index{06S}', 'SCHEMA', 'text', 'TEXT')).toBe('OK');
    await cluster.move(...cluster.pods);
    expect(await manage(cluster)).toMatchObject({ code: 0 });
    expect(await problemsOf(cluster)).toEqual([]);
    expect(await zero.ask('FT.INFO', 'index{06S}')).toContain('index_name,index{06S}');
  }));

test('a server that finds none says so and does not start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modules-'));
  try {
    await expect(Cluster.with({ modules: folder, pods: 1 }, () => Promise.resolve())).rejects.toThrow(
      `no modules (*.so) in ${folder} of this image: another image, or another folder, is needed`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('MODULE LOAD over a connection is off', () =>
  Cluster.with({ pods: 1 }, async ({ pods: [pod] }) => {
    expect(await pod.ask('MODULE', 'LOAD', `${FOLDER}/redisearch.so`)).toMatch(/^ERR MODULE command not allowed/);
  }));
