import { Cluster } from 'ioredis';
import { main } from './writer.mjs';

const DOCUMENTED = { redisOptions: { connectTimeout: 1000, socketTimeout: 2000 }, slotsRefreshInterval: 2000 };

void main(({ hosts, port, documented }) => {
  const nodes = hosts.map((host) => ({ host, port }));
  const cluster = new Cluster(nodes, documented ? DOCUMENTED : {});
  // What is not listened to is written to standard error, a line for each attempt to connect.
  cluster.on('error', () => {});
  return (key) => cluster.set(key, key);
});
