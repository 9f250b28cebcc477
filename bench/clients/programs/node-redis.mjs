import { createCluster } from 'redis';
import { main } from './writer.mjs';

const DOCUMENTED = { defaults: { socket: { connectTimeout: 1000 } }, topologyRefreshOnReconnectionAttemptStrategy: 500 };

void main(async ({ hosts, port, documented }) => {
  const rootNodes = hosts.map((host) => ({ url: `redis://${host}:${port}` }));
  const cluster = createCluster({ rootNodes, ...(documented ? DOCUMENTED : {}) });
  // An error that nobody listens to ends the process.
  cluster.on('error', () => {});
  await cluster.connect();
  return (key) => cluster.set(key, key);
});
