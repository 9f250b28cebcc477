#!/usr/bin/env node
// How long a cluster takes to form: manage.sh against redis-cli, in turn on fresh servers, half of them replicas.
//   SIZES='6 24' REPEATS=3 PATIENCE=0 bench/form.mjs
// Waits up to PATIENCE seconds before each run for others to leave the processors.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Observer } from './form/observer.mjs';
import { PORT, Servers } from './form/servers.mjs';
import { describeMachine, median } from './measure.mjs';

const sizes = (process.env.SIZES ?? '6 24 60 200').split(' ').map(Number);
const repeats = Number(process.env.REPEATS ?? 5);
const patience = Number(process.env.PATIENCE ?? 30);

const create = (servers, ...options) => ['redis-cli', '--cluster', 'create', ...servers.addresses.map(at), ...options, '--cluster-yes'];
const at = (address) => `${address}:${PORT}`;
const only = process.env.WAYS?.split(',');
const ways = {
  'manage.sh': { kind: 'pods', run: (servers) => servers.manager(1) },
  'redis-cli --cluster create': { kind: 'plain', run: (servers) => ({ command: create(servers, '--cluster-replicas', '1') }) },
  'the same, with our redis.conf': { kind: 'settings', run: (servers) => ({ command: create(servers, '--cluster-replicas', '1') }) },
  'create masters, add-node each': { kind: 'plain', sizes: [6], run: (servers) => ({ command: ['sh', '-ec', addNodes(servers)] }) },
};

function addNodes({ addresses }) {
  const half = addresses.length / 2;
  const [first] = addresses;
  const add = addresses.slice(half).map((address) => `redis-cli --cluster add-node ${at(address)} ${at(first)} --cluster-slave`);
  return [create({ addresses: addresses.slice(0, half) }).join(' '), ...add].join('\n');
}

/** Seconds from the command's start: until it returns, every node says ok, every replica's link is up; and its own processor time. */
async function measure({ kind, run }, size, rest) {
  const servers = await Servers.start(size, kind);
  const observer = await Observer.of(servers.addresses);
  try {
    await sleep(rest);
    const { command, env } = run(servers);
    // The Job waits for the names of pods that start together with it; those of pods that run are known.
    if (env && rest > 0) env.FIRST_LOOK = '0';
    const start = performance.now();
    const program = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time timeout 120 "$@"', 'bash', ...command], { env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => (output += data));
    const returns = new Promise((resolve, reject) => {
      program.on('close', (code) =>
        code === 0 ? resolve(performance.now()) : reject(new Error(`${command.slice(0, 3).join(' ')}: exit code ${code}: ${output.slice(-3000)}`)),
      );
    });
    const [returned, { ok, up }] = await Promise.all([returns, observer.health(120)]);
    const [, user, system] = /cpu (\S+) (\S+)\s*$/.exec(output);
    return { returns: (returned - start) / 1000, ok: (ok - start) / 1000, up: (up - start) / 1000, cpu: Number(user) + Number(system) };
  } finally {
    observer.close();
    await servers.stop();
  }
}

/** The part of the processors that nobody uses, over two seconds. */
async function idle() {
  const read = () => readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].split(/ +/).slice(1, 9).map(Number);
  const before = read();
  await sleep(2000);
  const spent = read().map((ticks, i) => ticks - before[i]);
  return spent[3] / spent.reduce((sum, ticks) => sum + ticks);
}

async function quiet() {
  const end = performance.now() + 1000 * patience;
  for (;;) {
    const share = await idle();
    if (share > 0.8 || performance.now() > end) return share;
  }
}

const seconds = (values) =>
  `${median(values).toFixed(1).padStart(6)} ${`${Math.min(...values).toFixed(1)}-${Math.max(...values).toFixed(1)}`.padEnd(11)}`;
const percent = (share) => `${Math.round(100 * share)} %`;

async function compare(size, rest, age) {
  const names = Object.keys(ways).filter((name, i) => (!only || only.includes(String(i))) && (!ways[name].sizes || ways[name].sizes.includes(size)));
  const results = Object.fromEntries(names.map((name) => [name, []]));
  const shares = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const name of names) {
      shares.push(await quiet());
      results[name].push(await measure(ways[name], size, rest));
    }
  }
  console.log(
    `\n${size} servers, ${age}. Processors idle before a run: ${percent(median(shares))}, at worst ${percent(Math.min(...shares))}; load ${loadavg()[0].toFixed(1)}`,
  );
  console.log(`  ${'seconds until'.padEnd(30)}${'it returns'.padEnd(19)}${'all say ok'.padEnd(19)}${'all links up'.padEnd(19)}own processor time`);
  const column = (name, key) => results[name].map((result) => result[key]);
  for (const name of names) {
    const cells = ['returns', 'ok', 'up'].map((key) => seconds(column(name, key)));
    console.log(`  ${name.padEnd(30)}${cells.join(' ')} ${median(column(name, 'cpu')).toFixed(1)}`);
  }
  const [mine, stock] = names.map((name) => median(column(name, 'up')));
  console.log(`  all links up: ${(mine / stock).toFixed(2)} of redis-cli --cluster create`);
  return mine / stock;
}

console.log(`Forming a cluster, half of the servers replicas; medians and ranges of ${repeats} runs each, in turn. ${describeMachine()}`);
const limits = { 6: 1 / 3, 200: 1 / 2 };
for (const size of sizes) {
  const ratio = await compare(size, 3000, 'three seconds old');
  if (ratio > (limits[size] ?? 1)) process.exitCode = 1;
  if (size === 6) await compare(size, 0, 'just started');
}
