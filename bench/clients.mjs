#!/usr/bin/env node
// What cluster clients make of a planned handover, and of new addresses for all servers, on the Kubernetes of KUBECONFIG: the numbers in docs/clients.md.
//   npm run bench -- clients.mjs
//   node bench/clients.mjs --endpoint hostname --rounds 1     further: --engine valkey-9.1, --only redis-py,go-redis,
//                                                            --begin both (with the headless Service as well as with the other one)
// Each client runs twice, with its defaults and with the options that are documented for it, each in a pod of its own, all side by side.
// It runs where pod addresses can be reached and packages can be installed (npm, pip, go), with images that the Kubernetes nodes have or can pull.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINES } from './faults/chart.mjs';
import { BEGINNINGS, ENDPOINTS } from './clients/cluster.mjs';
import { run } from './clients/command.mjs';
import { KINDS, makeAll } from './clients/kinds.mjs';
import { Leavings } from './clients/leavings.mjs';
import { Scene } from './clients/scene.mjs';
import { report } from './clients/report.mjs';

const { values: options } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    engine: { type: 'string', default: 'redis-8.0' },
    begin: { type: 'string', default: 'service' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});

const endpoints = chosen('endpoint', Object.keys(ENDPOINTS));
const kinds = chosen(
  'only',
  KINDS.map(({ id }) => id),
);
const engine = chosen('engine', Object.keys(ENGINES))[0];
const hosts = BEGINNINGS[chosen('begin', Object.keys(BEGINNINGS))[0]];
const leavings = new Leavings();
try {
  const { nodes, architecture, server } = await kubernetes();
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  leavings.add(async () => rmSync(folder, { recursive: true, force: true }));
  const { made, leftOut } = await makeAll(folder, architecture, kinds);
  const scenes = [];
  for (const endpoint of endpoints) {
    const scene = new Scene({ engine, endpoint, hosts, kinds: made, leavings });
    scenes.push({ scene, results: await scene.play(Number(options.rounds)) });
  }
  console.log(report({ scenes, kinds: made, leftOut, nodes, server }));
} finally {
  await leavings.clear();
}

/** What an option names; all that there is where it is not given. */
function chosen(name, known) {
  const named = options[name]?.split(',') ?? known;
  const unknown = named.find((each) => !known.includes(each));
  if (unknown !== undefined) throw new Error(`--${name}: there is no ${unknown}, but ${known.join(' ')}`);
  return named;
}

/** What is said of the Kubernetes; an error where there is none. */
async function kubernetes() {
  const { items } = JSON.parse(await run('kubectl', ['get', 'nodes', '-o', 'json']));
  const { kubeletVersion, architecture } = items[0].status.nodeInfo;
  return { nodes: items.length, architecture, server: kubeletVersion };
}
