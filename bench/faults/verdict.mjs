// Which runs broke what must hold, and which rows missed what they aim at.
import { circumstances } from './circumstances.mjs';
import { environment } from './environment.mjs';
import { median } from '../measure.mjs';

const QUIET = 4; // a machine with a higher load says little about seconds

/** What no busy machine excuses: data that is gone, a neighbour's node. */
export function unsafe(row, result) {
  const found = [];
  const check = (isBroken, text) => isBroken && found.push(text);
  const forgets = row.forgets?.includes(result.volume);
  check(result.lost > 0 && !forgets, `${result.lost} writes lost for which WAIT had returned 1`);
  check(row.keepsAll && result.lostUnwaited > 0, `${result.lostUnwaited} acknowledged writes lost`);
  check(result.foreign?.length > 0, `foreign ids: ${result.foreign?.join(' ')}`);
  return found;
}

export function broken(row, result) {
  const dns = row.pauses ? (result.dnsSeconds ?? 0) : 0;
  // Without a keeper the engine's own failover is what there is: twice the node timeout at most, and its tick; the keeper does its part when it is back.
  const keeper = result.killsKeeper ? (2 * result.nodeTimeout) / 1000 + 1 : 0;
  const found = [...result.problems, ...unsafe(row, result)];
  const check = (isBroken, text) => isBroken && found.push(text);
  const gap = result.gaps && Math.max(...result.gaps);
  const mostGap = row.gap && row.gap.must * environment.slack + keeper;
  const mostHeal = row.heal && row.heal.must * environment.slack + dns + keeper;
  check(gap > mostGap, `gap ${gap} s, must ${mostGap} s`);
  check(result.heal > mostHeal, `healed after ${result.heal} s, must ${mostHeal} s`);
  check(row.retryCures && result.uncured > 0, `${result.uncured} errors that one retry did not cure: ${result.lastError}`);
  return found;
}

/** One line for all runs of a row. */
export function summarize(row, results) {
  const worst = (value) => Math.max(...results.map(value).filter((number) => number !== undefined));
  const middle = (value) => median(results.map(value).filter((number) => number !== undefined));
  const sum = (value) => results.reduce((total, result) => total + (value(result) ?? 0), 0);
  const gap = (result) => result.gaps && Math.max(...result.gaps);
  const clientGap = (result) => result.clientGaps && Math.max(...result.clientGaps);
  const faults = [...new Set(results.flatMap((result) => broken(row, result)))];
  const missed = (row.gap && !(middle(gap) <= row.gap.aim)) || (row.heal?.aim && !(middle((result) => result.heal) <= row.heal.aim));
  return {
    row: row.id + circumstances(results[0]),
    runs: results.length,
    gap: pair(middle(gap), worst(gap)),
    client: pair(middle(clientGap), worst(clientGap)),
    'gap must/aim': row.gap ? `${row.gap.must}/${row.gap.aim}` : '-',
    healed: pair(
      middle((result) => result.heal),
      worst((result) => result.heal),
    ),
    'from must/aim': row.heal ? `${row.heal.from} ${row.heal.must}/${row.heal.aim ?? '-'}` : '-',
    keeper: pair(
      middle((result) => result.keeperReady),
      worst((result) => result.keeperReady),
    ),
    writes: sum((result) => result.writes),
    lost: sum((result) => result.lost),
    'lost, no WAIT': sum((result) => result.lostUnwaited),
    errors: `${sum((result) => result.errors)}/${sum((result) => result.uncured)}`,
    foreign: sum((result) => result.foreign?.length),
    late: pair(
      middle((result) => result.late),
      worst((result) => result.late),
    ),
    load: worst((result) => result.machineLoad).toFixed(1) + (worst((result) => result.machineLoad) > QUIET ? '!' : ''),
    verdict: faults.length ? `BROKEN: ${faults.join('; ')}` : missed ? 'aim missed' : 'ok',
  };
}

const pair = (middle, worst) => (Number.isFinite(worst) ? `${middle.toFixed(2)} ${worst.toFixed(2)}` : '-');
