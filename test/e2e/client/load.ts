// An application that writes without pause: node load.js HOST PORT FOLDER STOP, until the file STOP is there. It connects anew every few seconds and reads its
// password from the mounted Secret each time, the previous one where a server refuses that. At the end it prints how many writes there were, and those that failed: both
// passwords were refused, or nothing could be reached for longer than any restart takes.
import { existsSync, readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';

const RECONNECT_MS = 3000;
const RETRY_MS = 1000;
/** Where a pod has just gone nobody accepts a connection, or refuses it: docs/operations.md, what clients should set. */
const CONNECT_MS = 3000;
/** A Service leads to a pod that has just gone until every Kubernetes node has heard of it: three attempts, where all of them share a busy machine. */
const UNREACHABLE_MS = 20_000;
/** On a busy machine an answer may take its time. */
const PATIENCE_MS = 10_000;

async function main([host, port, folder, stop]: string[]): Promise<void> {
  const failed: string[] = [];
  let writes = 0;
  let which = 'password';
  let refusals = 0;
  let served = Date.now();
  while (!existsSync(stop)) {
    const password = readFileSync(`${folder}/${which}`, 'utf8');
    const cluster = new Cluster([{ host, port: Number(port) }], {
      redisOptions: { password, maxRetriesPerRequest: 0, connectTimeout: CONNECT_MS },
      clusterRetryStrategy: () => null,
      slotsRefreshTimeout: PATIENCE_MS,
    });
    let isWell = true;
    for (const event of ['error', 'node error']) cluster.on(event, () => (isWell = false));
    const end = Date.now() + RECONNECT_MS;
    while (Date.now() < end) {
      try {
        await within(PATIENCE_MS, cluster.set(`load:${writes}`, `${writes}`));
        writes++;
        refusals = 0;
        served = Date.now();
        await sleep(10);
      } catch (error) {
        isWell = false;
        // The cluster client says in many ways that it has no connection, and seldom why.
        const refusal = await refusalOf(host, Number(port), password);
        if (refusal) refusals++;
        if (refusals > 1 || Date.now() - served > UNREACHABLE_MS) failed.push(`${new Date().toISOString()} ${which}: ${String(error)} ${refusal}`);
        if (refusal) which = which === 'password' && existsSync(`${folder}/previous-password`) ? 'previous-password' : 'password';
        await sleep(refusal ? 0 : RETRY_MS);
        if (refusal || cluster.status === 'end') break;
      }
    }
    if (isWell) which = 'password';
    cluster.disconnect();
  }
  console.log(JSON.stringify({ writes, failed }));
  process.exit();
}

/** How a server refuses the password, if it does. */
async function refusalOf(host: string, port: number, password: string): Promise<string> {
  let said = '';
  const server = new Redis({ host, port, password, lazyConnect: true, connectTimeout: CONNECT_MS, retryStrategy: () => null });
  server.on('error', (error: unknown) => (said ||= String(error)));
  await within(PATIENCE_MS, server.connect()).catch(() => undefined);
  server.disconnect();
  return /WRONGPASS|NOAUTH/.test(said) ? said : '';
}

/** Not every promise of a client whose connection is gone is ever settled. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = sleep(milliseconds).then(() => Promise.reject(new Error(`no answer within ${milliseconds} ms`)));
  return Promise.race([promise, late]);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

void main(process.argv.slice(2));
