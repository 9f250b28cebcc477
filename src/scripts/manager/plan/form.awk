# Birth: every shard gets a master, every master its replicas, each as pair.awk has it. Whatever an earlier run has done already is taken as it is.

function giveSlots(    k, i, given) {
  if (owned == 16384 || answering < N || !mayGiveSlots() || !hasPlaces()) return
  pairUp()
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] != "") continue
    i = isSpare(leaderOf[k]) && !taken[leaderOf[k]] ? leaderOf[k] : lowestSpare()
    if (i < 0 || !mayOwn(i)) { await("a pod that can own slots " rangeOf(k)); continue }
    taken[i] = 1; ownerAt[k] = i; given++
    command(i, "CLUSTER ADDSLOTSRANGE " firstSlot(k) " " lastSlot(k))
  }
  if (given) say("slots: 16384 to " shards " masters" (given < shards ? ", " given " of them now" : ""))
}
# The Job may. The keeper finishes what a Job has given up, and starts a lost shard anew, only where data is not meant to last: on volumes an
# entirely empty cluster is a wrong mount until a person says otherwise.
function mayGiveSlots() {
  if (mode == "form") return 1
  if (lossPolicy != "recreateEmpty") { await("the formation Job: slots have no owner"); return 0 }
  return sinceFirst("unowned") >= 5
}
function lowestSpare(    i) {
  for (i = 0; i < N; i++) if (isSpare(i) && !taken[i] && !((i in leadership) && ownerAt[leadership[i]] == "")) return i
  return -1
}
# Managers of which one knows all places and another does not would not choose the same masters.
function hasPlaces(    i, named) {
  for (i = 0; i < N; i++) if (worker[i] != "") named++
  if (named + 0 == 0 || named == N || strict != "yes" || sinceFirst("places") >= 10) return 1
  await("every pod to say on which Kubernetes node it is")
  return 0
}
# A node that has met nobody is a quorum of its own: with slots it would say ok, and take writes that no other node knows of.
# In a crowd they are given a second before: they go round with the first words that each has with each, or would take as long again. Nobody writes then, since a pod
# is not ready before others have found it; who writes past the Services writes to the owner that this slot will have.
function mayOwn(i) { return isSpare(i) && !taken[i] && (known[i] > 1 || isCrowd()) }

# masterOf[i]: the ordinal that replica i follows. members[m]: how many replicas master m has, those that are silent included.
function countMembers(    i, k, seenBy, m) {
  for (i = 0; i < N; i++) {
    if (!answers[i] || !isReplica(i) || !(primary[i] in ordinalOf)) continue
    masterOf[i] = ordinalOf[primary[i]]; members[masterOf[i]]++
  }
  for (k = 1; k <= absents; k++) {
    seenBy = absentSeenBy[absent[k]]
    m = seenPrimary[seenBy, absent[k]]
    if (absentKind[absent[k]] == "silent" && m in ordinalOf) members[ordinalOf[m]]++
  }
}

function giveReplicas(    i, k, m, given) {
  if (mode != "form" && owned < 16384) return
  # A node that is to be a master may not know anybody yet: it is no replica for that.
  for (k = 0; k < shards; k++) if (ownerAt[k] == "") return
  if (!seatSpares()) return
  exchange()
  for (i = 0; i < N; i++) {
    if (!comes[i]) continue
    m = ownerAt[seatOf[i]]
    # In a crowd gossip takes long, and a full sync beside it as well: first they meet.
    if (knows(i, m)) command(i, "CLUSTER REPLICATE " id[m])
    else if (isCrowd() && unwritten() && meet(i, m)) commandWhen("then", i, "CLUSTER REPLICATE " id[m])
    else { await(pod[i] " to learn of " pod[m]); continue }
    given++; comers++
  }
  if (given) say("replicas: " given (given == 1 ? " node follows its master" : " nodes follow their masters"))
}
# Who comes into the place of a predecessor keeps it; the others may change places with each other.
function seatSpares(    i, m, found) {
  for (i = 0; i < N; i++) {
    if (!(isSpare(i) || isStray(i)) || taken[i]) continue
    if (!found++) { pairUp(); seatMembers() }
    m = masterFor(i)
    if (m < 0) continue
    members[m]++; comes[i] = 1
    seat(i, shardOf[m], 0)
    movable[i] = strict == "yes" && worker[i] != "" && !inherits[i]
  }
  return found
}
# The shard that the predecessor of this pod served, else its own, else the one with the fewest replicas.
function masterFor(i,    k, m, best) {
  if (i in predecessor) {
    m = seenPrimary[absentSeenBy[predecessor[i]], predecessor[i]]
    if ((m in ordinalOf) && lacksReplica(ordinalOf[m])) { inherits[i] = 1; return ordinalOf[m] }
  }
  m = ownerAt[homeOf[i]]
  if (lacksReplica(m)) return m
  best = -1
  for (k = 0; k < shards; k++) {
    m = ownerAt[k]
    if (lacksReplica(m) && mayMix(i, m) && (best < 0 || members[m] + 0 < members[best] + 0)) best = m
  }
  return best
}
function lacksReplica(m) { return m != "" && m !~ /^id:/ && answers[m] && members[m] + 0 < replicas }
