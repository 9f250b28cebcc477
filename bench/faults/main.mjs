#!/usr/bin/env node
// Breaks clusters on a real Kubernetes, the one of KUBECONFIG, and measures what it costs and how long they take to heal.
//   npm run bench:faults                          the whole matrix: every row on every engine and volume, and random faults
//   npm run bench:faults -- --rows kill,roll --engine redis-8.0 --volume pvc --runs 1
//   npm run bench:faults -- --rotation            3 minutes of random faults, then each row once: on one engine, volume, layout and kind of security, others
//                                                 with each seed. A check, not a measurement. What breaks in its seconds alone is run once more.
//   further: --security none,password,users,tls,tls-users (each of them), --layout shards (a StatefulSet for each shard), --random-faults N | --random-minutes M, --seed S, --keeper-killed (both keepers die at the moment of each fault), --minutes M (no row
//   begins later)
// It runs where pod addresses can be reached, with images that the Kubernetes nodes have or can pull. environment.mjs says what node and link faults need.
// Results go to bench/results/faults-*.txt. The exit code is 1 when something that must hold was broken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ENGINES, LAYOUTS, VOLUME_NAMES } from './chart.mjs';
import { Killer } from './killer.mjs';
import { RANDOM, runRandom } from './random.mjs';
import { Report } from './report.mjs';
import { ROWS } from './rows.mjs';
import { leftOut, runRow } from './run.mjs';
import { SECURITY_NAMES } from './security.mjs';
import { Stage, nameOf } from './stage.mjs';
import { broken, unsafe } from './verdict.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string' },
    engine: { type: 'string' },
    volume: { type: 'string' },
    security: { type: 'string' },
    layout: { type: 'string' },
    runs: { type: 'string', default: process.env.RUNS ?? '5' },
    rotation: { type: 'boolean', default: false },
    minutes: { type: 'string', default: 'Infinity' },
    'random-faults': { type: 'string' },
    'random-minutes': { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 100000}` },
    'keeper-killed': { type: 'boolean', default: false },
  },
});

const engines = choice('engine', Object.keys(ENGINES));
const volumes = choice('volume', VOLUME_NAMES);
const securities = choice('security', SECURITY_NAMES, options.rotation ? SECURITY_NAMES : ['none']);
const layouts = choice('layout', Object.keys(LAYOUTS), options.rotation ? Object.keys(LAYOUTS) : ['single']);
const byId = new Map([...ROWS, RANDOM].map((row) => [row.id, row]));
const rows = choice('rows', [...byId.keys()]).map((id) => byId.get(id));

const end = Date.now() + Number(options.minutes) * 60_000;
const LOGS = new URL('../../build/faults/', import.meta.url).pathname;
const failures = [];

/** What an option names, in the order of what there is. */
function choice(name, known, usual = known) {
  const named = options[name]?.split(',') ?? usual;
  const unknown = named.find((each) => !known.includes(each));
  if (unknown !== undefined) throw new Error(`--${name}: there is no ${unknown}, but ${known.join(' ')}`);
  return known.filter((each) => named.includes(each));
}

/** What to measure, grouped by where: [{ engine, volume, security, layout, rows }]. */
function plan() {
  const sites = volumes.flatMap((volume) => engines.map((engine) => ({ engine, volume })));
  return options.rotation ? rotation(sites) : everything(sites);
}

function everything(sites) {
  return layouts.flatMap((layout) => sites.flatMap((site) => securities.map((security) => ({ ...site, layout, security, rows }))));
}

/** Each row in one place. Where time is short, others are left out each time, never the random faults. */
function rotation(sites) {
  const seed = Number(options.seed);
  const places = sites.map((site, index) => ({
    ...site,
    layout: inTurn(layouts, index + seed),
    security: inTurn(securities, index + seed),
    rows: [],
  }));
  for (const row of turned(rows, seed)) {
    const fitting = places.filter(({ engine, volume }) => (row.engines?.includes(engine) ?? true) && (row.volumes?.includes(volume) ?? true));
    const place = inTurn(fitting, rows.indexOf(row) + seed);
    place.rows = row === RANDOM ? [row, ...place.rows] : [...place.rows, row];
  }
  return turned(places, seed)
    .filter((place) => place.rows.length)
    .sort((a, b) => Number(b.rows.includes(RANDOM)) - Number(a.rows.includes(RANDOM)));
}

const inTurn = (list, turn) => list[turn % list.length];
const turned = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

async function measurePlace({ rows: wanted, ...place }, killer) {
  const stage = new Stage(place);
  const report = new Report(place);
  console.log(`\n==> ${nameOf(place)}`);
  for (const row of wanted) {
    const reason = leftOut(row, stage);
    if (reason) {
      console.log(`${row.id}: left out, ${reason}`);
      continue;
    }
    if (Date.now() > end) {
      console.log(`${row.id}: left out, the time of this run is up (--minutes)`);
      continue;
    }
    const runs = options.rotation || row === RANDOM ? 1 : Number(options.runs);
    const perform = (run) =>
      row === RANDOM ? runRandom(stage, killer, randomBounds()) : runRow(row, run, stage, killer, { killsKeeper: options['keeper-killed'] });
    for (let run = 0; run < runs; run++) {
      let result = await perform(run);
      if (options.rotation && broken(row, result).length && !unsafe(row, result).length) {
        // What a busy machine brings about once it does not bring about again; lost data is never excused.
        tell(row, result, 'once more');
        result = await perform(run + 1);
      }
      tell(row, result);
      // A rotation is a check, not a measurement of the matrix.
      if (!options.rotation) report.add(result);
    }
  }
  await stage.end();
  if (!options.rotation) console.log(`\n${report.text()}`);
}

function randomBounds() {
  const minutes = options['random-minutes'] ?? (options.rotation ? '3' : undefined);
  return { faults: Number(options['random-faults'] ?? (minutes ? Infinity : 200)), minutes: Number(minutes ?? Infinity), seed: Number(options.seed) };
}

function tell(row, result, verdict = 'BROKEN') {
  const found = broken(row, result);
  const number = (list) => (list ? list.map((seconds) => seconds.toFixed(2)).join(' ') : '-');
  console.log(
    `${row.id} ${result.run}: gaps ${number(result.gaps)}, client ${number(result.clientGaps)}, healed ${result.heal ?? '-'} s from ${result.healFrom ?? '-'}, ` +
      `keeper ${result.keeperReady ?? '-'} s, lost ${result.lost ?? '-'} + ${result.lostUnwaited ?? '-'} of ${result.writes ?? 0}, ` +
      `errors ${result.errors ?? '-'}/${result.uncured ?? '-'}, late ${result.late ?? '-'} s, load ${result.machineLoad.toFixed(1)}: ${found.length ? `${verdict}: ${found.join('; ')}` : 'ok'}`,
  );
  if (!found.length) return;
  if (verdict === 'BROKEN') failures.push(`${row.id} (${nameOf(result)}, load ${result.machineLoad.toFixed(1)}): ${found.join('; ')}`);
  if (!result.logs) return;
  mkdirSync(LOGS, { recursive: true });
  const file = `${LOGS}${nameOf(result)}-${row.id}-${result.run}.log`;
  writeFileSync(file, result.logs);
  console.log(`  what everybody said: ${file}`);
}

const killer = new Killer(ENGINES['redis-8.0']().image);
await killer.start();
try {
  for (const place of plan()) await measurePlace(place, killer);
} finally {
  await killer.end();
}
console.log(failures.length ? `\nbroken:\n  ${failures.join('\n  ')}` : '\nnothing that must hold was broken');
process.exit(failures.length ? 1 : 0);
