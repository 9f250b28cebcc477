// The application: counts to the end of time. What ioredis is told besides the address is what docs/clients.md says, and why.
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';

const cluster = new Cluster([{ host: process.env.REDIS_HOST, port: Number(process.env.REDIS_PORT) }], {
  redisOptions: { connectTimeout: 1000, socketTimeout: 2000 },
  slotsRefreshInterval: 2000,
});
cluster.on('error', (error: Error) => console.error(error.message));
process.once('SIGTERM', () => process.exit());

async function count(): Promise<void> {
  for (;;) {
    // Whether one that failed was counted nobody knows: this application goes on with the next.
    await cluster.incr('counter').then(console.log, (error: Error) => console.error(error.message));
    await sleep(1000);
  }
}
void count();
