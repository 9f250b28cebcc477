import { spawn } from 'node:child_process';
import { connect, keysPerMaster, readKeys, writeKeys } from '../client/keys';
import { Found } from './client-pod';
import { Cluster } from './cluster';

/**
 * The same client, out of the cluster: on the machine that runs the test, which reaches each pod by a forwarded port and tells the client so, as a developer would.
 */
export async function runOutside(cluster: Cluster, port: number, count: number): Promise<Found> {
  const addresses = await cluster.addresses();
  const forwards = await Promise.all(addresses.map((_, ordinal) => forward(cluster, ordinal, port)));
  try {
    // Servers name each other by host name, or by address, as endpointType has it.
    const natMap = Object.fromEntries(
      addresses.flatMap((address, ordinal) =>
        [address, cluster.hostOf(ordinal)].map((host) => [`${host}:${port}`, { host: '127.0.0.1', port: forwards[ordinal].port }]),
      ),
    );
    const client = await connect('127.0.0.1', forwards[0].port, natMap);
    await writeKeys(client, count);
    const found = { read: await readKeys(client, count), perMaster: await keysPerMaster(client) };
    await client.quit();
    return found;
  } finally {
    forwards.forEach(({ end }) => end());
  }
}

function forward(cluster: Cluster, ordinal: number, port: number): Promise<{ port: number; end: () => void }> {
  const child = spawn('kubectl', ['--namespace', cluster.namespace.name, 'port-forward', `pod/${cluster.podOf(ordinal)}`, `:${port}`]);
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (data: Buffer) => {
      said += data;
      const local = /127\.0\.0\.1:(\d+) ->/.exec(said);
      if (local) resolve({ port: Number(local[1]), end: () => child.kill() });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`kubectl port-forward has ended: ${said}`)));
  });
}
