# A shard whose master is gone: its best replica takes over sooner than the engine's own election would have it.

# Safety rule 2: only when (a) the master does not answer, or another identity answers under its host name, and (b) its replicas' links to it are
# down or silent, and (c) a majority of the masters see it so themselves. The voters still decide.
function forceFailovers(    k, target, best, doubts) {
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] !~ /^id:/) continue
    target = substr(ownerAt[k], 4)
    best = bestReplica(target)
    if (best < 0) continue
    doubts = doubters(target)
    if (doubts <= int(shards / 2) && !loadsForLong(target)) { await("a majority of the masters to miss " nameOf(target) " (" doubts " do)"); continue }
    if (isRefused(best, target)) { catchUp(best, target); continue }
    if (doneWithin("refused/" target, restTime(best) + 1)) { await(pod[best] " to ask for votes again"); continue }
    if (!isRested(best)) {
      await(pod[best] " to be elected for " nameOf(target) ": forced, the votes of its last election would count, less than " restTime(best) " s ago")
      continue
    }
    # Voters refuse a second vote for the same master within twice the node timeout.
    if (doneWithin("failover/" target, 2 * timeout[best] / 1000)) { await(pod[best] " to be elected for " nameOf(target)); continue }
    noteDone("failover/" target)
    command(best, "CLUSTER FAILOVER FORCE")
    say("failover: " pod[best] " takes over from " nameOf(target) ", which " doubts " of " shards " masters miss")
  }
}
function nameOf(target) { return absentHost[target] == "" ? target : pod[ordinalOfHost(absentHost[target])] }

# Voters refuse a replica that knows an older epoch of its master than they do: a master that took a new one and died before its replicas heard of
# it has no successor, for ever (valkey-io/valkey#2169). So many refuse that the others are no majority: those that do not answer may grant.
function isRefused(i, target,    j, refusing) {
  for (j = 0; j < N; j++) if (answers[j] && ownsSlots(j) && seenEpoch[j, target] + 0 > seenEpoch[i, target] + 0) refusing++
  return refusing > 0 && shards - 1 - refusing <= int(shards / 2)
}
# Whoever hears an old claim that is not what it knows tells the claimant what is so: all the slots and the epoch. So the replica claims one slot too few for a moment, and
# says so with a MEET at once. No election is won meanwhile. The server looks itself whether it is still behind: another manager may have been first.
# Valkey 9 says nothing to a replica that claims what is old, and a slot that it has dropped would stay lost; but it tells whom it refuses its vote. A server asks for votes again
# after four node timeouts.
function catchUp(i, target,    j, newest, slot) {
  await(pod[i] " to hear of the newest epoch of " nameOf(target))
  if (refusalTells[i]) {
    if (doneWithin("refused/" target, restTime(i) + 1)) return
    noteDone("refused/" target)
    command(i, "CLUSTER FAILOVER FORCE")
    say("epoch: " pod[i] " has missed what " nameOf(target) " did last, and hears of it as its votes are refused")
    return
  }
  slot = seenSlots[i, target]
  if (slot !~ /[- ]/ || doneWithin("epoch/" target, 5)) return
  noteDone("epoch/" target)
  sub(/^.*[- ]/, "", slot)
  for (j = 0; j < N; j++) if (answers[j] && seenEpoch[j, target] + 0 > newest) newest = seenEpoch[j, target] + 0
  command(i, "EVAL \"" CLAIM_LESS "\" 0 " target " " newest " " slot)
  for (j = 0; j < N; j++) if (answers[j] && seenEpoch[j, target] + 0 > seenEpoch[i, target] + 0 && knows(i, j)) command(i, "CLUSTER MEET " address[j] " " port " " busPort[j])
  say("epoch: " pod[i] " has missed what " nameOf(target) " did last, and hears of it now")
}
BEGIN {
  CLAIM_LESS = "local epoch = redis.call('cluster', 'nodes'):match(ARGV[1] .. ' %S+ %S+ %S+ %d+ %d+ (%d+)') " \
    "if epoch and tonumber(epoch) < tonumber(ARGV[2]) then return redis.call('cluster', 'delslots', ARGV[3]) end"
}

# The replica that has most, ties by ordinal, so that two managers choose the same; -1 where one of them still hears its master, or none has data:
# one that has never been in sync has nothing to take over with. One that has started since (no link yet) may have less than what the
# master's disk gives back, if it still has that: it takes over only when the master has stayed away.
function bestReplica(target,    i, best) {
  best = -1
  for (i = 0; i < N; i++) {
    if (!answers[i] || primary[i] != target) continue
    if (link[i] == "up" && silence[i] < 2) return -1
    # It may have copied whoever has its master's old address now.
    if (seenAddress[i, target] != "" && follows[i] != seenAddress[i, target]) continue
    if (linkDown[i] < 0 && (loadsItsData(target) || (absentKind[target] != "dead" && sinceFirst("away/" target) < 20))) continue
    if (offset[i] + keys[i] == 0 && linkDown[i] < 0) continue
    if (hasDataOfAnother(i, target)) continue
    if (best < 0 || offset[i] > offset[best]) best = i
  }
  return best
}
# What it holds is a copy of another shard's until it has its first from this one's master: that one went before, or was followed by address and had moved.
function hasDataOfAnother(i, target,    j) {
  for (j = 0; j < N; j++) if (answers[j] && j != i && ownsSlots(j) && id[j] != target && replid[i] != "" && replid[j] == replid[i]) return 1
  return 0
}
function doubters(target,    i, count) {
  for (i = 0; i < N; i++) if (answers[i] && ownsSlots(i) && ((i, target) in sees) && misses(i, target)) count++
  return count + 0
}
# The kernel closes the connections of a process that dies: those to it are tried again at once, and look alive where its address has gone silent with it; those
# from it stay away.
function misses(i, target) {
  return (links[i] && !((i, target) in hears)) || lost(i, target)
}
# A master that loads its data answers its peers all the while, and serves nobody.
function loadsItsData(target,    j) {
  j = ordinalOfHost(absentHost[target])
  return j >= 0 && loads[j]
}
function loadsForLong(target) { return loadsItsData(target) && sinceFirst("loading/" target) >= 1 }

# Where no majority of the masters is left nobody can be elected, and a replica can only take over without a vote.
# A master whose pod has another identity now is gone for certain: where those that are left cannot be a majority, no vote can ever be held for it, and none
# is lost by doing without. A master that is only silent may live on behind a cut: that takes leave to do so (onQuorumLoss: takeOver), since what it
# has taken since is lost when the cut ends.
function takeOver(    k, target, absentMasters, silent, reached) {
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] !~ /^id:/) { reached++; continue }
    target = substr(ownerAt[k], 4)
    absentMasters++
    if (absentKind[target] == "dead") continue
    silent++
    if (heardByAny(target)) reached++
  }
  if (absentMasters * 2 < shards) return
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] !~ /^id:/) continue
    target = substr(ownerAt[k], 4)
    if (absentKind[target] == "dead" && reached * 2 <= shards && silent * 2 <= shards) {
      if (sinceFirst("gone/" target) >= 5) takeOverFrom(target, "which is gone, and so is the majority that could vote")
      else await(nameOf(target) " to be gone for 5 s")
    } else if (mode == "keep" && quorumPolicy == "takeOver") {
      if (sinceFirst("quorum") >= takeOverAfter) takeOverFrom(target, absentMasters " of " shards " masters are silent for " takeOverAfter " s")
    } else { quorumGone = absentMasters " of " shards; await("a majority of the masters to be back (" quorumGone " are gone)") }
  }
}
function takeOverFrom(target, reason,    best) {
  best = bestReplica(target)
  if (best < 0 || doneWithin("takeover/" target, 10)) return
  noteDone("takeover/" target)
  command(best, "CLUSTER FAILOVER TAKEOVER")
  say("takeover: " pod[best] " takes over from " nameOf(target) " without a vote, " reason)
}
function heardByAny(target,    i) {
  for (i = 0; i < N; i++) if (answers[i] && ownsSlots(i) && ((i, target) in sees) && !misses(i, target)) return 1
  return 0
}
