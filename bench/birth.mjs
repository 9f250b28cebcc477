#!/usr/bin/env node
// How long a birth takes on the Kubernetes of KUBECONFIG, from the first command of the pod that forms the cluster until every node says ok and every replica's link is up:
// the package's Job against the stock procedure (`redis-cli --cluster create` of three masters, then `add-node` for each replica), in turn on fresh servers.
//   RUNS=3 npm run bench -- birth.mjs
// It runs where pod addresses can be reached. The exit code is 1 where the Job takes more than a third.
import { loadavg } from 'node:os';
import { Birth } from './birth/birth.mjs';
import { WAYS } from './birth/ways.mjs';
import { median } from './measure.mjs';

const runs = Number(process.env.RUNS ?? 3);
const MOST = 1 / 3;
/** Seconds that servers have run before: fresh ones say nothing for two seconds, whatever one does. */
const AGES = [3, 0];

const text = (values) => `${median(values).toFixed(1).padStart(6)} s (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;

console.log(
  `Births of 3 masters and 3 replicas, redis:8.0, emptyDir, ${runs} of each, in turn, each in a namespace of its own. ${new Date().toISOString().slice(0, 10)}`,
);
for (const age of AGES) {
  const seconds = Object.fromEntries(Object.keys(WAYS).map((name) => [name, []]));
  const loads = [];
  for (let run = 0; run < runs; run++) {
    for (const [name, way] of Object.entries(WAYS)) {
      loads.push(loadavg()[0]);
      seconds[name].push(await new Birth(`birth-${run}-${age}-${Object.keys(WAYS).indexOf(name)}`, way).measure(age));
    }
  }
  console.log(
    `\nServers that ${age ? `have run for ${age} s` : 'have just started'}; load of the machine before a run ${median(loads).toFixed(1)}, at most ${Math.max(...loads).toFixed(1)}`,
  );
  for (const [name, values] of Object.entries(seconds)) console.log(`  ${name.padEnd(40)}${text(values)}`);
  const [ours, stock] = Object.values(seconds).map(median);
  console.log(`  ${(ours / stock).toFixed(2)} of the stock procedure`);
  if (ours / stock > MOST) process.exitCode = 1;
}
