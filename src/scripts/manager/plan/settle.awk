# What has to become true by itself after the last command, and what is changed for that while.

# A fresh cluster says ok only one node timeout (at most 5 s) after a majority of its masters has come up, and never sooner than 500 ms: with the
# time-out at its floor while the cluster is born, that wait is 0.5 s. Every node is pinged once in half a time-out by every other, so the more there
# are the longer it has to be; hundreds that all come to know each other need more than the usual 5 s to hear of each other at all.
# The odd number tells ours from one that somebody chose.
function birthTimeout() { return isCrowd() ? 10003 : N <= 24 ? 503 : 503 + 25 * (N - 24) }

function hurryBirth(    i, lowered) {
  if (wanted == "" || wanted <= birthTimeout() || !newborn() || awaited != "" || !failing()) return
  for (i = 0; i < N; i++)
    if (ownsSlots(i) && timeout[i] == wanted) { command(i, "CONFIG SET cluster-node-timeout " birthTimeout()); lowered++ }
  if (lowered) { noteDone("hurry"); say("birth: node timeout " birthTimeout() " ms until all masters say ok") }
}
function failing(    i) {
  for (i = 0; i < N; i++) if (ownsSlots(i) && state[i] == "fail") return 1
  return 0
}
function calmBirth(    i, raised) {
  if (!isCrowd() || !unwritten()) return
  for (i = 0; i < N; i++) {
    if (!isVirgin(i)) continue
    # Masters of one epoch settle which of them takes the next, one pair after the other: hundreds do that for long. It is set as long as a node knows nobody.
    if (i > 0 && epoch[i] == 0) command(i, "CLUSTER SET-CONFIG-EPOCH " i + 1)
    if (wanted != "" && wanted < birthTimeout() && timeout[i] == wanted) { command(i, "CONFIG SET cluster-node-timeout " birthTimeout()); raised++ }
  }
  if (raised) say("birth: node timeout " birthTimeout() " ms until all know each other")
}
# So many that what each tells each is most of the work of a birth.
function isCrowd() { return N > 100 }
# Nobody has written yet, and every slot has an owner that answers.
function newborn() { return owned == 16384 && unwritten() }
function unwritten(    i) {
  if (answering < N) return 0
  for (i = 0; i < N; i++) if (keys[i] > 0) return 0
  return 1
}
# Safety rule 8: whoever looks next puts it right.
function endHurry(    i) {
  # A hurried birth is over after 5 s, come what may.
  if (awaited != "" && birthTimeout() < wanted && newborn() && doneWithin("hurry", 5)) return
  for (i = 0; i < N; i++)
    if (answers[i] && isHurried(i) && timeout[i] != timeoutOf(i)) {
      command(i, "CONFIG SET cluster-node-timeout " timeoutOf(i))
      await("the node timeout to be " wanted " ms again")
    }
}
function isHurried(i) { return wanted != "" && timeout[i] != wanted && (timeout[i] == birthTimeout() || timeout[i] == ASKING) }
# A crowd stays calm until nearly all know each other, or somebody writes. A node that has missed the slots of others asks all that it has not heard of for a second;
# the rest go back to the usual once their replicas are linked.
function timeoutOf(i) {
  if (birthTimeout() <= wanted || !unwritten()) return wanted
  if (pairs > N * N / 20) return timeout[i]
  if (lags[i] && ASKING < wanted) return ASKING
  return comers && !lags[i] ? birthTimeout() : wanted
}
BEGIN { ASKING = 2003 }
function mayHurry(i) { return wanted != "" && ASKING < wanted && (timeout[i] == wanted || isHurried(i)) }

function awaitHealth(    i, k, j, target) {
  for (i = 0; i < N; i++) {
    if (!answers[i]) continue
    for (j = 0; j < N; j++) {
      if (!answers[j] || !knows(i, j)) continue
      target = id[j]
      if (seenFlags[i, target] ~ /fail/) await(pod[i] " to see " pod[j] " alive")
      else if (seenLink[i, target] != "connected") await("the link from " pod[i] " to " pod[j])
      else if (isMaster(j) && seenSlots[i, target] != slots[j]) { lags[i] = 1; await(pod[i] " to learn the slots of " pod[j]) }
      # Until its replicas know it nobody could be elected in its place.
      else if (ownsSlots(j) && seenEpoch[i, target] + 0 < epoch[j] + 0) await(pod[i] " to learn the epoch of " pod[j])
      # Masters vote, and do so only for a replica that they know as one.
      else if (isMaster(i) && seenPrimary[i, target] != (primary[j] == "" ? "-" : primary[j])) await(pod[i] " to learn the role of " pod[j])
    }
    if (isReplica(i) && link[i] != "up") await("the replication link of " pod[i])
    if (state[i] != "ok") await(pod[i] " to say cluster_state:ok")
  }
  for (k = 0; k < shards; k++) {
    i = ownerAt[k]
    if (i ~ /^id:/) await(rangeOf(k) " to be served: their owner " substr(i, 4) " does not answer")
    else if (i != "" && members[i] + 0 < replicas) await("replicas of " pod[i])
  }
  if (owned < 16384) await("all slots to be served")
}
