// One run of one row: the cluster, the load, the fault, the healing, the account.
import { loadavg } from 'node:os';
import { Deeds } from './deeds.mjs';
import { environment } from './environment.mjs';
import { eventually, sleep } from './kube.mjs';
import { broken } from './verdict.mjs';

const WARM = 3; // seconds of load before the fault
const AFTER = 2; // and after the healing

export async function runRow(row, run, stage, killer, { killsKeeper = false }) {
  const result = {
    row: row.id,
    title: row.title,
    run,
    killsKeeper,
    ...environment.facts,
    ...stage.place,
    at: new Date().toISOString(),
    problems: [],
  };
  result.machineLoad = loadavg()[0];
  let deeds;
  try {
    deeds = await prepare(row, run, stage, killer);
    Object.assign(result, deeds.cluster.facts);
    if (!row.fresh) await startLoad(deeds);
    await measure(row, deeds, result, killsKeeper);
  } catch (error) {
    result.problems.push(error.message);
  }
  await close(row, deeds, stage, result).catch((error) => result.problems.push(error.message));
  result.machineLoad = Math.max(result.machineLoad, loadavg()[0]);
  return result;
}

async function prepare(row, run, stage, killer) {
  const cluster = await stage.cluster(row.variant, row.fresh);
  const deeds = new Deeds(cluster, killer, run);
  // Pods that have crashed once are made anew.
  for (const pod of row.firstCrash ? cluster.nodePods.filter(({ restarts }) => restarts > 0) : []) {
    await deeds.delete([pod]);
    await cluster.healed();
  }
  if (row.neighbour) deeds.neighbour = await stage.neighbour();
  return deeds;
}

async function startLoad(deeds) {
  deeds.cluster.currentLoad = deeds.load = await deeds.cluster.load();
}

async function measure(row, deeds, result, killsKeeper) {
  const { cluster, load } = deeds;
  await row.prepare?.(deeds);
  load?.start();
  await sleep(WARM * 1000);
  const before = { masters: new Set(cluster.observer.masters), ids: cluster.observer.own.size };
  if (load) cluster.observer.masters = new Set(cluster.groups().map(({ master }) => master));
  const masters = new Set(cluster.observer.masters);

  deeds.mark('fault');
  await Promise.all([row.inject(deeds), killsKeeper && killKeepers(deeds)]);
  const healed = await healing(deeds);
  deeds.marks.pods = Math.max(...cluster.nodePods.map((pod) => pod.runsSince));
  const since = (mark, moment) => Math.max(0, moment - deeds.marks[mark]) / 1000;
  const from = row.heal?.from ?? 'fault';
  Object.assign(result, { heal: since(from, healed.servers), keeperReady: since(from, healed.ready), healFrom: from });
  if (result.keeperRan) result.keeperRan = since('fault', result.keeperRan);
  await sleep(AFTER * 1000);
  if (load) await account(deeds, result);

  result.foreign = [cluster, deeds.neighbour].filter(Boolean).flatMap((one) => one.observer.foreign());
  if (row.sameMasters && cluster.observer.masters.size > masters.size)
    result.problems.push(`failover: ${[...cluster.observer.masters].join(' ')} have been masters`);
  if (row.sameIds && cluster.observer.own.size > before.ids) result.problems.push('a node came back as somebody else');
}

/** Those on a node without power are dead already, and nobody reaches them. */
async function killKeepers(deeds) {
  const pods = deeds.cluster.keepers.filter((pod) => !deeds.dark.includes(pod.node));
  await deeds.kill(pods);
  deeds.marks.keeper = Math.max(...pods.map(({ name }) => deeds.cluster.pods.get(name).runsSince));
}

async function healing({ cluster, neighbour }) {
  const all = await Promise.all([cluster, neighbour].filter(Boolean).map((one) => one.healed()));
  return { servers: Math.max(...all.map(({ servers }) => servers)), ready: Math.max(...all.map(({ ready }) => ready)) };
}

async function account({ load, marks }, result) {
  const rounded = (seconds) => Math.round(seconds * 100) / 100;
  result.gaps = load.direct.longest(marks.fault).map(rounded);
  result.clientGaps = load.client.longest(marks.fault).map(rounded);
  await load.stop();
  const gone = await eventually('an account of all writes', 60, () => load.missing());
  result.writes = load.written.length;
  result.waited = load.written.filter((write) => write.waited).length;
  result.lost = gone.filter((write) => write.waited).length;
  result.lostUnwaited = gone.length - result.lost;
  Object.assign(result, { errors: load.errors, uncured: load.uncured, lastError: load.lastError, late: load.late / 1000 });
}

async function close(row, deeds, stage, result) {
  if (!deeds) return;
  const { cluster, load } = deeds;
  if (broken(row, result).length) result.logs = await cluster.logs();
  if (load?.going) await load.stop();
  load?.end();
  await deeds.undoAll();
  if (deeds.neighbour) await stage.endNeighbour();
  if (row.leaves || row.fresh || result.problems.length) stage.kind = undefined;
  else await cluster.empty();
}

/** Why a row cannot be run here, or nothing. */
export function leftOut(row, { place: { engine, volume } }) {
  const lacking = (row.needs ?? []).find((need) => !environment.has[need]);
  if (lacking) return environment.lacks[lacking];
  if (row.engines && !row.engines.includes(engine)) return `only with ${row.engines}`;
  if (row.volumes && !row.volumes.includes(volume)) return `only with ${row.volumes}`;
  return '';
}
