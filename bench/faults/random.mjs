// Faults at random, one after the other: each starts when all is healed, or hits a pod whose shard has another copy in sync.
import { loadavg } from 'node:os';
import { Deeds } from './deeds.mjs';
import { environment } from './environment.mjs';
import { eventually, sleep } from './kube.mjs';

const NODE_SHARE = 0.04; // of the faults: each takes a minute

/** The row: what must hold. */
export const RANDOM = { id: 'random', title: 'random faults in a row' };

/** The same faults from the same seed, wherever roles are the same. mulberry32 */
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, pick: (list) => list[Math.floor(next() * list.length)] };
}

// What happens to one pod; other pods of the cluster stay.
const POD_FAULTS = {
  delete: (deeds, pod) => deeds.delete([pod]),
  evict: (deeds, pod) => deeds.evict(pod),
  force: (deeds, pod) => deeds.force(pod),
  kill: (deeds, pod) => deeds.kill([pod]),
  wipe: (deeds, pod) => deeds.wipe(pod),
};

const KEEPER_FAULTS = {
  'keeper killed': (deeds, keeper) => deeds.kill([keeper]),
  'keeper deleted': (deeds, keeper) => deeds.cluster.kubectl('delete', 'pod', keeper.name),
};

export async function runRandom(stage, killer, { faults, minutes, seed }) {
  const begun = Date.now();
  const result = {
    row: RANDOM.id,
    rules: RANDOM,
    title: RANDOM.title,
    run: seed,
    ...environment.facts,
    ...stage.place,
    at: new Date().toISOString(),
    problems: [],
    lost: 0,
    lostUnwaited: 0,
    faults: 0,
  };
  const cluster = await stage.cluster();
  const load = (cluster.currentLoad = await cluster.load());
  Object.assign(result, cluster.facts, { machineLoad: loadavg()[0] });
  load.start();
  await sleep(2000);
  const since = Date.now();
  const story = new Story(cluster, killer, load, random(seed), result);
  try {
    while (result.faults < faults && Date.now() - begun < minutes * 60_000) await story.next();
    await story.end();
  } catch (error) {
    result.problems.push(`after ${result.faults} faults of seed ${seed}: ${error.message}`);
    result.logs = await cluster.logs();
  }
  result.gaps = load.direct.longest(since);
  result.clientGaps = load.client.longest(since);
  await load.stop();
  // Everything once more, whatever was found there in between.
  const gone = await eventually('an account of all writes', 120, () => load.missing()).catch(() => []);
  result.lost = gone.filter((write) => write.waited).length;
  result.lostUnwaited = gone.length - result.lost;
  load.end();
  Object.assign(result, {
    writes: load.written.length,
    waited: load.written.filter((write) => write.waited).length,
    errors: load.errors,
    uncured: load.uncured,
    lastError: load.lastError,
    late: load.late / 1000,
  });
  result.foreign = cluster.observer.foreign();
  if (result.problems.length) stage.kind = undefined;
  else await cluster.empty();
  return result;
}

class Story {
  constructor(cluster, killer, load, dice, result) {
    Object.assign(this, { cluster, killer, load, dice, result });
    this.under = new Map(); // pods that a fault has hit, and what they were, until they have a copy in sync again
    this.keepersHit = new Set(); // that are not back from their fault yet
    this.running = new Set();
    this.checked = 0;
  }

  async next() {
    const waits = this.dice.next() < 0.5;
    if (waits) await this.calm();
    else await sleep(this.dice.next() * 2000);
    if (this.failure) throw this.failure;
    if (environment.has.nodes && waits && this.dice.next() < NODE_SHARE) return this.cutNode();
    if (this.dice.next() < 0.15) return this.hitKeeper();
    const pod = this.target();
    if (!pod) return this.calm();
    const fault = this.dice.pick(Object.keys(POD_FAULTS));
    this.under.set(pod.name, pod);
    this.tell(
      `${fault} ${pod.name} (${this.cluster.groups().some(({ master }) => master === pod.name) ? 'master' : 'replica'})${waits ? '' : ', not waiting'}`,
    );
    this.begin(POD_FAULTS[fault], pod);
  }

  /** A pod whose shard has another copy in sync, which no fault has hit and which is not on its way out. */
  target() {
    const isSound = (name) => !this.under.has(name) && this.cluster.pods.get(name)?.ready && !this.cluster.pods.get(name).going;
    this.settle();
    const candidates = this.cluster
      .groups()
      .map(({ master, copies }) => [master, ...copies])
      .flatMap((members) => members.filter((name) => isSound(name) && members.some((other) => other !== name && isSound(other))));
    return this.cluster.pods.get(this.dice.pick(candidates.sort()));
  }

  /** Those that run again and have a copy in sync are targets again. */
  settle() {
    const inSync = new Set(this.cluster.groups().flatMap(({ master, copies }) => [master, ...copies]));
    for (const [name, was] of this.under) {
      const now = this.cluster.pods.get(name);
      if (now?.ready && !now.going && (now.uid !== was.uid || now.instance !== was.instance) && inSync.has(name)) this.under.delete(name);
    }
  }

  hitKeeper() {
    const keeper = this.dice.pick(this.cluster.keepers.filter((pod) => pod.ready && !pod.going && !this.keepersHit.has(pod.name)));
    const fault = this.dice.pick(Object.keys(KEEPER_FAULTS));
    if (!keeper) return;
    this.tell(`${fault}: ${keeper.name}`);
    this.keepersHit.add(keeper.name);
    this.begin(KEEPER_FAULTS[fault], keeper).finally(() => this.keepersHit.delete(keeper.name));
  }

  /** Only when all is calm: the other nodes have a copy of everything. */
  async cutNode() {
    const apart = [...this.cluster.mastersByNode().keys()].filter((node) =>
      this.cluster.groups().every(({ master, copies }) => [master, ...copies].some((name) => this.cluster.nodeOf(name) !== node)),
    );
    const node = this.dice.pick(apart.sort());
    if (!node) return;
    this.tell(`power cut of ${node}`);
    const deeds = new Deeds(this.cluster, this.killer);
    const pods = await deeds.cutPower([node]);
    await sleep(30_000);
    await deeds.powerBack([node], pods);
    await this.calm();
  }

  /** A fault goes on by itself; whether it failed is asked before the next. */
  begin(act, pod) {
    const deed = act(new Deeds(this.cluster, this.killer), pod)
      .catch((error) => {
        // Kubernetes refuses an eviction while another pod is not well: that is what a budget is for.
        if (/disruption budget/.test(error.message)) this.under.delete(pod.name);
        else this.failure = error;
      })
      .finally(() => this.running.delete(deed));
    this.running.add(deed);
    return deed;
  }

  /** All is healed, and everything that was written is there. */
  async calm() {
    await Promise.all(this.running);
    await this.cluster.healed();
    this.under.clear();
    const upTo = this.load.written.length;
    const gone = await eventually('an account of all writes', 60, () => this.load.missing(this.checked));
    this.checked = upTo;
    if (gone.some((write) => write.waited))
      throw new Error(`lost ${gone.filter((write) => write.waited).length} writes for which WAIT had returned 1`);
  }

  async end() {
    await this.calm();
    if (this.failure) throw this.failure;
  }

  tell(text) {
    this.result.faults++;
    console.log(`  ${new Date().toISOString()} fault ${this.result.faults}: ${text}`);
  }
}
