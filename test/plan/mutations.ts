import { FAILOVER_MUTATIONS } from './failover-mutations';
import type { Kind } from './model/scenario';

/** A safety rule taken out of the plan's text. */
export interface Mutation {
  readonly rule: string;
  /** Must be in the text exactly once. */
  readonly text: string;
  readonly becomes: string;
  /** Where the rule matters. */
  readonly kinds: readonly Kind[];
  /** What the model must say. */
  readonly finds: RegExp;
}

/** The plan without that rule. */
export function without({ text, becomes }: Mutation, plan: string): string {
  const times = plan.split(text).length - 1;
  if (times !== 1) throw new Error(`the plan must have this text once, and has it ${times} times: ${text}`);
  return plan.replace(text, () => becomes);
}

export const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'only who announces the host name that was asked for is one of ours (1)',
    text: 'if (hostname[i] != host[i] && (strict == "yes" || hostname[i] != "")) {',
    becomes: 'if (0) {',
    kinds: ['stale-name'],
    finds: /^(touch|meet|foreign|merge): /,
  },
  {
    rule: 'who knows nodes of other names is refused (6)',
    text: 'if (absentKind[target] == "outside")',
    becomes: 'if (0)',
    kinds: ['foreign', 'half-foreign'],
    finds: /^(foreign|merge): |done, where it must be refused/,
  },
  {
    rule: 'who knows nodes without a name is refused when all answer (6)',
    text: 'if (absentKind[target] == "nameless" && answering == N)',
    becomes: 'if (0)',
    kinds: ['foreign'],
    finds: /^(foreign|merge): |done, where it must be refused/,
  },
  {
    rule: 'who knows silent nodes without a name meets nobody new (6)',
    text: 'if ((knowsNameless[i] || knowsNameless[j]) &&',
    becomes: 'if (0 &&',
    kinds: ['foreign'],
    finds: /^(foreign|merge): /,
  },
  {
    rule: 'keys outside of a cluster are not touched (6)',
    text: 'if (!answers[i] || known[i] > 1 || keys[i] == 0) continue',
    becomes: 'continue',
    kinds: ['keys'],
    finds: /^keys: /,
  },
  {
    rule: 'another shape is refused (6)',
    text: 'if (ownerOf[s] "" != first "") {',
    becomes: 'if (0) {',
    kinds: ['other-shape'],
    finds: /^(slots|replicate): |(done|no end), where it must be refused/,
  },
  {
    rule: 'what only others know to be owned is owned (6)',
    text: 'claim(seenSlots[i, absent[k]], "id:" absent[k])',
    becomes: 'continue',
    kinds: ['lost', 'formed'],
    finds: /^slots: /,
  },
  {
    rule: 'slots are given when all answer (3, 6)',
    text: ' || answering < N || !mayGiveSlots()',
    becomes: ' || !mayGiveSlots()',
    kinds: ['half-formed', 'virgin'],
    finds: /^slots: /,
  },
  {
    rule: 'slots are given only to nodes that have met others',
    text: 'if (i < 0 || !mayOwn(i))',
    becomes: 'if (i < 0)',
    kinds: ['virgin'],
    finds: /^slots: .* which has met nobody/,
  },
  {
    rule: 'the keeper begins nothing anew on volumes (5)',
    text: 'if (lossPolicy != "recreateEmpty") { await("the formation Job: slots have no owner"); return 0 }',
    becomes: 'return 1',
    kinds: ['virgin', 'half-formed'],
    finds: /^anew: /,
  },
  {
    rule: 'who owns slots is nobody’s replica (6)',
    text: 'function isSpare(i) { return answers[i] && isMaster(i) && slots[i] == "" && keys[i] == 0 }',
    becomes: 'function isSpare(i) { return answers[i] && isMaster(i) }',
    kinds: ['half-formed', 'virgin'],
    finds: /^replicate: /,
  },
  {
    rule: 'silence is never loss (3)',
    text: 'else absentKind[target] = "silent"',
    becomes: 'else absentKind[target] = "dead"',
    kinds: ['formed'],
    finds: /^forget: /,
  },
  {
    rule: 'only the dead are forgotten (4)',
    text: 'if (absentKind[target] != "dead") continue\n    busy = 0',
    becomes: 'busy = 0',
    kinds: ['formed'],
    finds: /^forget: /,
  },
  {
    rule: 'nobody who is followed or owns slots is forgotten (4)',
    text: 'if (busy) { await(',
    becomes: 'if (0) { await(',
    kinds: ['formed'],
    finds: /^forget: /,
  },
  {
    rule: 'a lost shard begins anew only with leave (5)',
    text: 'if (lossPolicy != "recreateEmpty") {\n',
    becomes: 'if (0) {\n',
    kinds: ['lost'],
    finds: /^forget: /,
  },
  {
    rule: 'a shard of which a copy is left is not lost (3, 5)',
    text: 'if (hasReplica(target)) {',
    becomes: 'if (0) {',
    kinds: ['formed'],
    finds: /^forget: /,
  },
  {
    rule: 'the short node timeout ends (8)',
    text: 'if (answers[i] && isHurried(i) &&',
    becomes: 'if (0 &&',
    kinds: ['virgin', 'half-formed'],
    finds: /done, but .* has a node timeout of 503 ms/,
  },
  {
    rule: 'the node timeout is short only before the first key',
    text: 'for (i = 0; i < N; i++) if (keys[i] > 0) return 0\n  return 1',
    becomes: 'return 1',
    kinds: ['formed'],
    finds: /^timeout: /,
  },
  {
    rule: 'full syncs are held back until a node has its place',
    text: 'if (answers[i] && gate[i] == 3600 && (isReplica(i) || ownsSlots(i) || taken[i])) {',
    becomes: 'if (answers[i] && gate[i] == 3600) {',
    kinds: ['virgin'],
    finds: /^gate: /,
  },
  {
    rule: 'replicas follow their master to its address',
    text: 'if (follows[i] == address[m] || !knows(i, m)) continue',
    becomes: 'if (link[i] == "up" || follows[i] == address[m] || !knows(i, m)) continue',
    kinds: ['copies-another'],
    finds: /done, but .* does not replicate from its master/,
  },
  ...FAILOVER_MUTATIONS,
  {
    rule: 'no handover for the sake of spread before a minute of calm',
    text: 'if (sinceFirst("calm/" calm) < calmTime()) return',
    becomes: '',
    kinds: ['formed'],
    finds: /^restless: /,
  },
  {
    rule: 'no shard is born on one Kubernetes node, or in one zone, where that can be had',
    text: 'rubs = frictionChange(i, j)',
    becomes: 'rubs = 0',
    kinds: ['placed'],
    finds: /done, but \d+ shards are narrow/,
  },
  {
    rule: 'no place is born with half of the masters where that can be had',
    text: 'crowds = leads[i] == leads[j] ? 0 : leads[i] ? crowdingChange(i, j) : crowdingChange(j, i)',
    becomes: 'crowds = 0',
    kinds: ['placed'],
    finds: /done, but \d+ masters are crowded/,
  },
  {
    rule: 'the rest of what has been born is chosen with it, or not at all (6)',
    text: '      if (!movable[i] || !mayImprove(i)) continue',
    becomes: '      if (!movable[i] || !mayImprove(i) || owned) continue',
    kinds: ['placed'],
    finds: /^slots: |done, but \d+ (shards are narrow|masters are crowded)/,
  },
  {
    rule: 'replicas change places only with leave',
    text: 'if (swaps == "yes" && !commands) widen()',
    becomes: 'if (!commands) widen()',
    kinds: ['narrow'],
    finds: /^bereave: /,
  },
  {
    rule: 'the second of two replicas goes only when the first is in sync (6)',
    text: 'if (state[i] != "ok" || (isReplica(i) && link[i] != "up")) return',
    becomes: '',
    kinds: ['narrow'],
    finds: /^bereave: /,
  },
  {
    rule: 'a shard without a replica too many gives none away (6)',
    text: ' || members[masterOf[i]] <= replicas',
    becomes: '',
    kinds: ['narrow'],
    finds: /^bereave: /,
  },
  {
    rule: 'nobody is forced whose old votes would count (9)',
    text: 'if (!isRested(best)) {',
    becomes: 'if (0) {',
    kinds: ['re-elected'],
    finds: /^failover-rested: /,
  },
  {
    rule: 'a master that no other believes takes a newer epoch (9)',
    text: 'command(i, "CLUSTER BUMPEPOCH")',
    becomes: '',
    kinds: ['disbelieved'],
    finds: /^discord: /,
  },
];
