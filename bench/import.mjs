#!/usr/bin/env node
// How long a program waits for this package: its import against that of cdk8s-plus-27, which it needs anyway.
// Each import is timed in a fresh process, in turn, so that both meet the same machine.
import { execFileSync } from 'node:child_process';
import { describeMachine, median } from './measure.mjs';

const rounds = 31;
const limit = 1.3;

function importTime(name) {
  const program = `const start = performance.now(); require('${name}'); console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
}

const times = { 'cdk8s-plus-27': [], 'cdk8s-redis-cluster': [] };
for (const name of Object.keys(times)) importTime(name); // files into the cache of the system
for (let round = 0; round < rounds; round++) {
  for (const [name, list] of Object.entries(times)) list.push(importTime(name));
}

console.log(`Import, median of ${rounds} fresh processes each. ${describeMachine()}`);
for (const [name, list] of Object.entries(times)) console.log(`  ${name.padEnd(22)} ${median(list).toFixed(0).padStart(5)} ms`);
const ratio = median(times['cdk8s-redis-cluster']) / median(times['cdk8s-plus-27']);
console.log(`  ratio ${ratio.toFixed(2)}, at most ${limit}`);
process.exitCode = ratio <= limit ? 0 : 1;
