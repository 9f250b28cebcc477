#!/usr/bin/env node
// What a keeper costs while all is well: the processor time of its shell and of all that it starts, over a minute, and the memory that is its own.
//   SECONDS=60 bench/keeper.mjs
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Servers } from './form/servers.mjs';
import { describeMachine } from './measure.mjs';

const SIZES = [6, 24];
const LIMITS = { 6: 4 }; // percent of one processor
const SETTLE = 15; // seconds
const seconds = Number(process.env.SECONDS ?? 60);
const TICKS = 100; // per second, as Linux tells processor time

/** What the processes of a session have used, those that have ended and were waited for included (ticks), and the memory of those that live (kB). */
function used(session) {
  let ticks = 0;
  let memory = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // state ppid pgrp session ... utime stime cutime cstime
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ').map(Number);
      if (fields[3] !== session) continue;
      ticks += fields.slice(11, 15).reduce((sum, each) => sum + each);
      memory += Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
    } catch {
      // It has ended meanwhile: its parent has its ticks.
    }
  }
  return { ticks, memory };
}

async function measure(size) {
  const servers = await Servers.start(size, 'pods');
  try {
    const form = servers.manager(1);
    const formed = spawnSync(form.command[0], form.command.slice(1), { env: { ...process.env, ...form.env }, encoding: 'utf8' });
    if (formed.status !== 0) throw new Error(formed.stdout);
    const { command, env } = servers.manager(1, 'keep');
    const keeper = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { env: { ...process.env, ...env }, detached: true, stdio: 'inherit' });
    try {
      for (let waited = 0; !existsSync(join(env.WORK, 'healthy')); waited++) {
        if (waited === 60) throw new Error('the keeper does not call the cluster healthy');
        await sleep(1000);
      }
      await sleep(SETTLE * 1000);
      const before = used(keeper.pid);
      await sleep(seconds * 1000);
      const after = used(keeper.pid);
      return { percent: (100 * (after.ticks - before.ticks)) / TICKS / seconds, memory: after.memory / 1024 };
    } finally {
      // Until nobody is left: what is started while the others are being killed is not among them.
      while (spawnSync('pkill', ['-KILL', '--runstates', 'R,S,D,T', '--session', String(keeper.pid)]).status === 0);
    }
  } finally {
    await servers.stop();
  }
}

console.log(
  `A keeper while all is well, over ${seconds} s. It asks every node four times a second, and looks closely every 10 s. ${describeMachine()}`,
);
console.log('  nodes   of one processor   memory');
for (const size of SIZES) {
  const { percent, memory } = await measure(size);
  const limit = LIMITS[size];
  if (limit !== undefined && percent > limit) process.exitCode = 1;
  console.log(
    `  ${String(size).padStart(5)}   ${`${percent.toFixed(1)} %`.padStart(16)}   ${memory.toFixed(0).padStart(3)} MiB${limit ? `   (at most ${limit} %)` : ''}`,
  );
}
