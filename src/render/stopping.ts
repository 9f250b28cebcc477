import { Duration } from 'cdk8s';
import { Persistence } from '../options/persistence';

/** The most, in seconds, that `stop.sh` takes to hand a master's slots over: its turn and one attempt, or two attempts. */
const HANDOVER_SECONDS = 13;

/** The part of it for which a master waits until other handovers of the cluster are done. */
const LINE_SECONDS = 5;

/** StatefulSets that roll side by side may have as many masters in line at once, and half a second is reckoned for each. */
export function lineSeconds(statefulSets: number): number {
  return Math.max(LINE_SECONDS, Math.ceil(statefulSets / 2));
}

/** How long, in seconds, the server itself then waits for replicas that lag, before it saves and exits. The engine's own 10 s would not fit beside the handover. */
export const SHUTDOWN_SECONDS = 5;

/** The most, in seconds, that a stop takes for the handover at least: its turn and one attempt, or two attempts. */
function leastHandover(statefulSets: number): number {
  return HANDOVER_SECONDS - LINE_SECONDS + lineSeconds(statefulSets);
}

/** Less, and a server is killed while it hands over. */
export function minGracePeriod(statefulSets: number): Duration {
  return Duration.seconds(leastHandover(statefulSets) + SHUTDOWN_SECONDS);
}

/** What the node itself takes for a stop. */
const NODE_SECONDS = 2;

/**
 * How long a last snapshot may take for each GiB of keys: 50 MiB/s. The slower of the common network disks write 125 MiB/s (gp3's baseline), hard disks and busy
 * file servers less than half of that; a snapshot is smaller than the keys in memory, but the server's one thread also packs it.
 */
const SECONDS_PER_GIB = 20;

/** The same where nothing bounds the keys: enough for 30 GiB. A stop that is done sooner does not wait for it. */
const UNBOUNDED_SAVE_SECONDS = 600;

/** Whether a server writes a last snapshot before it exits: only where nothing else keeps the data, with an append-only file it would only delay the stop. */
export function savesOnExit({ fsync, rules }: Persistence): boolean {
  return fsync === undefined && rules.length > 0;
}

/** How long, in seconds, a last snapshot may take. */
function saveSeconds(persistence: Persistence, maximum: number | undefined): number {
  if (!savesOnExit(persistence)) return 0;
  return maximum === undefined ? UNBOUNDED_SAVE_SECONDS : Math.ceil((maximum / 1024 ** 3) * SECONDS_PER_GIB);
}

/** How long a pod may take to stop, where users do not say: long enough for its last snapshot. */
export function defaultGracePeriod(persistence: Persistence, maximum: number | undefined, statefulSets: number): Duration {
  const least = minGracePeriod(statefulSets).toSeconds() + NODE_SECONDS;
  return Duration.seconds(least + saveSeconds(persistence, maximum));
}

/** How much of the grace period, in seconds, a master may take to find a replica and hand over: what the server's own exit does not need. */
export function handoverSeconds(gracePeriod: Duration, persistence: Persistence, maximum: number | undefined, statefulSets: number): number {
  const free = gracePeriod.toSeconds() - SHUTDOWN_SECONDS - NODE_SECONDS - saveSeconds(persistence, maximum);
  return Math.max(leastHandover(statefulSets), free);
}
