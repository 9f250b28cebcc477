import type { Mutation } from './mutations';

/** The rules of who takes over from whom, and when. */
export const FAILOVER_MUTATIONS: readonly Mutation[] = [
  {
    rule: 'no failover while the master answers (2a)',
    text: 'if (ownerAt[k] !~ /^id:/) continue\n    target = substr(ownerAt[k], 4)\n    best = bestReplica(target)\n    if (best < 0) continue\n    doubts',
    becomes:
      'target = ownerAt[k] ~ /^id:/ ? substr(ownerAt[k], 4) : id[ownerAt[k]]\n    best = bestReplica(target)\n    if (best < 0) continue\n    doubts',
    kinds: ['formed'],
    finds: /^failover-answers: /,
  },
  {
    rule: 'no failover while the replica hears its master (2b)',
    text: 'if (link[i] == "up" && silence[i] < 2) return -1',
    becomes: '',
    kinds: ['formed'],
    finds: /^failover-heard: /,
  },
  {
    rule: 'no failover while most masters hear the master (2c)',
    text: 'if (doubts <= int(shards / 2) && !loadsForLong(target)) {',
    becomes: 'if (0) {',
    kinds: ['formed'],
    finds: /^failover-majority: /,
  },
  {
    rule: 'the replica that has most takes over (2)',
    text: '(best < 0 || offset[i] > offset[best])',
    becomes: '(best < 0 || offset[i] < offset[best])',
    kinds: ['lagging'],
    finds: /^failover-best: /,
  },
  {
    rule: 'no replica that holds the data of another shard takes over',
    text: 'if (hasDataOfAnother(i, target)) continue',
    becomes: '',
    kinds: ['redirected'],
    finds: /^failover-data: /,
  },
  {
    rule: 'no replica that copied somebody else takes over',
    text: 'if (seenAddress[i, target] != "" && follows[i] != seenAddress[i, target]) continue',
    becomes: '',
    kinds: ['copied-another'],
    finds: /^failover-data: /,
  },
  {
    rule: 'a replica that went to another shard is not elected before its first copy from there',
    text: '|| (primary[i] != "" && link[i] != "up")) continue',
    becomes: ') continue',
    kinds: ['redirected'],
    finds: /^stands-back: /,
  },
  {
    rule: 'a replica that has its copy is electable again',
    text: '  endReassignments()\n',
    becomes: '',
    kinds: ['narrow'],
    finds: /cannot be elected/,
  },
  {
    rule: 'one attempt per twice the node timeout (2)',
    text: 'if (doneWithin("failover/" target,',
    becomes: 'if (0 && doneWithin("failover/" target,',
    kinds: ['formed'],
    finds: /^failover-again: /,
  },
  {
    rule: 'no takeover from a silent master without leave (7)',
    text: '} else if (mode == "keep" && quorumPolicy == "takeOver") {',
    becomes: '} else if (1) {',
    kinds: ['formed'],
    finds: /^takeover: .* without leave/,
  },
  {
    rule: 'no takeover without leave while others may vote (7)',
    text: 'if (absentKind[target] == "dead" && reached * 2 <= shards && silent * 2 <= shards) {',
    becomes: 'if (absentKind[target] == "dead") {',
    kinds: ['unseen-voter'],
    finds: /^takeover: /,
  },
  {
    rule: 'no takeover while a quorum lives (7)',
    text: 'if (absentMasters * 2 < shards) return',
    becomes: '',
    kinds: ['re-elected'],
    finds: /^takeover: .* masters answer/,
  },
];
