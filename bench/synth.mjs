#!/usr/bin/env node
// What typed clusters cost: 1,000 of them in one chart against the same objects written out with the L1 classes of cdk8s-plus-27.
// Each synthesis is timed in a fresh process, in turn, so that both meet the same machine.
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { RedisCluster } from 'cdk8s-redis-cluster';
import { describeMachine, median } from './measure.mjs';
import { rawProgram } from './raw-program.mjs';

const rounds = 5;
const sizes = [250, 1000];
const limit = 1.15;

const addTyped = (chart, name) => new RedisCluster(chart, name);

/** The function that a person would have written for the same objects; it must make exactly those. */
function writtenByHand() {
  const name = 'name-of-the-cluster';
  const typed = Testing.chart();
  addTyped(typed, name);
  const objects = Testing.synth(typed);

  const addRaw = rawProgram(objects, name, kplus.k8s);
  const raw = Testing.chart();
  addRaw(raw, name);
  deepStrictEqual(Testing.synth(raw), objects);
  return addRaw;
}

/** Processor time from nothing to a written manifest, in milliseconds: what else runs on the machine does not count. */
function synthesize(kind, size) {
  const addRaw = writtenByHand(); // in either case, so that both start equally warm
  const add = kind === 'typed' ? addTyped : addRaw;
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  const start = process.cpuUsage();
  const app = new App({ outdir });
  const chart = new Chart(app, 'bench');
  for (let cluster = 0; cluster < size; cluster++) add(chart, `cluster-${cluster}`);
  app.synth();
  const { user, system } = process.cpuUsage(start);
  rmSync(outdir, { recursive: true });
  return (user + system) / 1000;
}

function compare() {
  console.log(`Synthesis of one chart, processor time, median of ${rounds} fresh processes each. ${describeMachine()}`);
  console.log('  clusters   raw L1    typed    ratio   typed, each');
  let ratio;
  for (const size of sizes) {
    const times = { raw: [], typed: [] };
    for (let round = 0; round < rounds; round++) {
      for (const [kind, list] of Object.entries(times)) {
        list.push(Number(execFileSync(process.execPath, [import.meta.filename, kind, String(size)], { encoding: 'utf8' })));
      }
    }
    const [raw, typed] = [median(times.raw), median(times.typed)];
    ratio = typed / raw;
    const columns = [
      String(size).padStart(10),
      seconds(raw),
      seconds(typed),
      ratio.toFixed(2).padStart(8),
      `${(typed / size).toFixed(2)} ms`.padStart(13),
    ];
    console.log(columns.join(''));
  }
  console.log(`  ratio at ${sizes.at(-1)}: ${ratio.toFixed(2)}, at most ${limit}`);
  process.exitCode = ratio <= limit ? 0 : 1;
}

const seconds = (time) => `${(time / 1000).toFixed(2)} s`.padStart(9);

const [kind, size] = process.argv.slice(2);
if (kind) console.log(synthesize(kind, Number(size)));
else compare();
