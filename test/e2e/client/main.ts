// The client within the cluster, with TLS where /tls has the files of a Secret: node main.js write|read HOST PORT COUNT, load HOST PORT SECONDS, or reach PORT HOST... Prints what it found as JSON.
import { existsSync, readFileSync } from 'node:fs';
import { connect, keysPerMaster, load, readKeys, writeKeys } from './keys';
import { reach } from './reach';

async function main([what, ...words]: string[]): Promise<void> {
  if (what === 'reach') {
    const [port, ...hosts] = words;
    console.log(JSON.stringify(await Promise.all(hosts.map((host) => reach(host, Number(port))))));
    return;
  }
  const [host, port, count] = words;
  const cluster = await connect(host, Number(port), undefined, files());
  if (what === 'write') await writeKeys(cluster, Number(count));
  const found =
    what === 'load' ? await load(cluster, Number(count)) : { read: await readKeys(cluster, Number(count)), perMaster: await keysPerMaster(cluster) };
  console.log(JSON.stringify(found));
  await cluster.quit();
}

function files() {
  if (!existsSync('/tls')) return undefined;
  const [ca, cert, key] = ['ca.crt', 'tls.crt', 'tls.key'].map((name) => readFileSync(`/tls/${name}`));
  return { ca, cert, key };
}

void main(process.argv.slice(2));
