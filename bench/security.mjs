#!/usr/bin/env node
// What passwords and TLS cost: redis-benchmark against servers that differ in nothing else, in turn. Pipelines are off; the second part connects anew for each command.
//   REPEATS=5 bench/security.mjs
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { certificates } from './certificates.mjs';
import { describeMachine, median } from './measure.mjs';

const repeats = Number(process.env.REPEATS ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'bench-security-'));
const PORT = 7479;
const PASSWORD = 'benchmark';
const servers = [];

const file = (name) => join(folder, name);

const tlsServer = [
  'port 0',
  `tls-port ${PORT}`,
  ...['ca-cert', 'cert', 'key'].map((what, i) => `tls-${what}-file ${file(['ca.crt', 'tls.crt', 'tls.key'][i])}`),
];
const tlsClient = ['--tls', '--cacert', file('ca.crt'), '--cert', file('tls.crt'), '--key', file('tls.key')];
const users = ['user default off', `user shop on >${PASSWORD} ~key:* &* -@all +@all -@dangerous +info`];

const ways = {
  plain: { settings: [`port ${PORT}`], client: [] },
  'a password': { settings: [`port ${PORT}`, `requirepass ${PASSWORD}`], client: ['-a', PASSWORD] },
  'a user with keys and commands': { settings: [`port ${PORT}`, ...users], client: ['--user', 'shop', '-a', PASSWORD] },
  TLS: { settings: tlsServer, client: tlsClient },
  'TLS and a user': { settings: [...tlsServer, ...users], client: [...tlsClient, '--user', 'shop', '-a', PASSWORD] },
};

async function start({ settings, client }, index) {
  const address = `127.0.9.${index + 1}`;
  const configuration = file(`${index}.conf`);
  writeFileSync(configuration, [`bind ${address}`, 'save ""', 'appendonly no', ...settings, ''].join('\n'));
  servers.push(spawn('setpriv', ['--pdeathsig', 'KILL', 'redis-server', configuration], { stdio: 'ignore' }));
  for (let i = 0; i < 100; i++) {
    if (spawnSync('redis-cli', ['-h', address, '-p', PORT, ...client, 'PING'], { encoding: 'utf8' }).stdout.trim() === 'PONG') return address;
    await sleep(50);
  }
  throw new Error(`${address} does not answer`);
}

/** Commands per second. */
function benchmark(address, client, ...options) {
  const common = ['-h', address, '-p', PORT, ...client, '-c', '50', '-d', '100', '--csv', ...options];
  const lines = execFileSync('redis-benchmark', common.map(String), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n');
  const rates = lines.map((line) => /^"(?:SET|GET)[^"]*","([\d.]+)"/.exec(line)).filter(Boolean);
  if (rates.length !== 1) throw new Error(lines.join('\n'));
  return Number(rates[0][1]);
}

const measures = {
  SET: (address, client) => benchmark(address, client, '-t', 'set', '-n', 40_000, '-r', 10_000),
  GET: (address, client) => benchmark(address, client, '-t', 'get', '-n', 40_000, '-r', 10_000),
  'GET, a connection each': (address, client) => benchmark(address, client, '-t', 'get', '-n', 2_000, '-k', 0),
};

certificates(folder);
try {
  const addresses = [];
  for (const [index, way] of Object.values(ways).entries()) addresses.push(await start(way, index));
  console.log(
    `Commands per second, 50 connections, values of 100 bytes; medians of ${repeats} runs, in turn, and their part of plain. ${describeMachine()}`,
  );
  console.log(`${execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).split(' sha=')[0]}; client and server share the processors.\n`);
  console.log(
    `${''.padEnd(32)}${Object.keys(measures)
      .map((name) => name.padEnd(26))
      .join('')}`.trimEnd(),
  );
  const rates = Object.keys(ways).map(() => Object.keys(measures).map(() => []));
  for (let repeat = 0; repeat < repeats; repeat++)
    Object.values(measures).forEach((measure, column) =>
      Object.values(ways).forEach(({ client }, row) => rates[row][column].push(measure(addresses[row], client))),
    );
  Object.keys(ways).forEach((name, row) => {
    const cells = rates[row].map(
      (list, column) => `${`${Math.round(median(list))}`.padStart(8)}  ${(median(list) / median(rates[0][column])).toFixed(2)}`,
    );
    console.log(`${name.padEnd(32)}${cells.map((cell) => cell.padEnd(26)).join('')}`.trimEnd());
  });
} finally {
  for (const server of servers) server.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}
