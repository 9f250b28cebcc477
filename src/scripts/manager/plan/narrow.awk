# Narrow shards: all copies are on one Kubernetes node, or in one zone, whose loss takes the shard. The keeper says so, and where it may (swaps) lets two replicas
# change places.

# Only after a minute of health without change, so that no master goes to a pod that a drain or a rollout is about to stop, and nothing is copied for the
# sake of a place that is about to change.
function keepPlaces(    i, k, isWell, calm) {
  isWell = awaited == "" && !commands && answering == N && placesKnown()
  if (isWell) seatMembers()
  for (k = 0; k < shards; k++) if ((("narrow/" k) in recalled) && (!isWell || isNarrow(k))) remember("narrow/" k, recalled["narrow/" k])
  if (!isWell || !isAmiss()) return
  for (i = 0; i < N; i++) calm = calm id[i] primary[i] address[i] worker[i]
  gsub(/[^0-9a-zA-Z]/, "", calm)
  if (sinceFirst("calm/" calm) < calmTime()) return
  spreadMasters()
  tellNarrow()
  if (swaps == "yes" && !commands) widen()
}
# A hand-back within four node timeouts of the last election would count its votes (votes.awk).
function calmTime(    i, most) {
  most = 60
  for (i = 0; i < N; i++) if (restTime(i) > most) most = restTime(i)
  return most
}
function isAmiss(    k) {
  if (mostCrowded() >= 0) return 1
  for (k = 0; k < shards; k++) if (isNarrow(k)) return 1
  return 0
}
function isNarrow(k) { return size[k] > 1 && inArea[k, area[ownerAt[k]]] == size[k] }
function tellNarrow(    k) {
  for (k = 0; k < shards; k++) {
    if (!isNarrow(k) || (("narrow/" k) in recalled)) continue
    noteDone("narrow/" k)
    say("placement: " narrowness(k))
  }
}
function narrowness(k,    i, m, names) {
  m = ownerAt[k]
  for (i = 0; i < N; i++) if (seatOf[i] == k && i in seatOf) names = names (names == "" ? "" : ", ") pod[i]
  return "slots " slots[m] " are only " (onNode[k, worker[m]] == size[k] ? "on node " worker[m] : "in " area[m]) " (" names "), whose loss takes them"
}

# A replica of a narrow shard goes to another shard first, which so has one copy too many, and when it is in sync there evenReplicas sends back a better one. The narrow
# shard has a copy less for that while, one that would have gone with its node; the other has never one less.
function widen(    k, i, d) {
  for (k = 0; k < shards; k++) {
    if (!isNarrow(k)) continue
    for (i = 0; i < N; i++) {
      if (leads[i] || seatOf[i] != k) continue
      d = partner(i, area, inArea)
      if (d < 0 && onNode[k, worker[i]] == size[k]) d = partner(i, worker, onNode)
      if (d < 0) continue
      reassign(i, masterOf[d])
      say("placement: " pod[i] " and " pod[d] " change places: " pod[i] " follows " pod[masterOf[d]] ", then " pod[d] " " pod[ownerAt[k]])
      return
    }
  }
}
# A replica elsewhere, of a shard that is elsewhere as well without it.
function partner(i, place, counts,    d, l) {
  for (d = 0; d < N; d++) {
    l = seatOf[d]
    if (!leads[d] && l != seatOf[i] && mayMix(i, d) && place[d] != place[i] && counts[l, place[i]] + 1 < size[l]) return d
  }
  return -1
}

# Where one shard lacks a replica and another has one too many, the best placed goes over: the others of its shard are in sync.
function evenReplicas(    i, k, m, far, rubs, best, bestFar, bestRubs) {
  if (commands || answering < N || owned < 16384) return
  for (i = 0; i < N; i++) if (state[i] != "ok" || (isReplica(i) && link[i] != "up")) return
  seatMembers()
  for (k = 0; k < shards; k++) {
    if (!lacksReplica(ownerAt[k])) continue
    best = -1
    for (i = 0; i < N; i++) {
      if (!(i in masterOf) || members[masterOf[i]] <= replicas || !mayMix(i, ownerAt[k])) continue
      far = inArea[k, area[i]] + 0 == 0
      rubs = onNode[k, worker[i]] + inArea[k, area[i]] - friction(i)
      if (best >= 0 && (far < bestFar || (far == bestFar && rubs >= bestRubs))) continue
      best = i; bestFar = far; bestRubs = rubs
    }
    if (best < 0) continue
    m = ownerAt[k]
    if (!knows(best, m)) { await(pod[best] " to learn of " pod[m]); return }
    reassign(best, m)
    say("placement: " pod[best] " goes from " pod[masterOf[best]] ", which has a replica too many, to " pod[m])
    return
  }
}

# Until its first copy from there a replica has the data of the shard that it leaves, and would be elected with it: the engine counts from the change since when its link
# has been down. It does not stand for election before, and whoever looks next ends that.
function reassign(i, m) {
  command(i, "CONFIG SET cluster-replica-no-failover yes")
  command(i, "CLUSTER REPLICATE " id[m])
}
function endReassignments(    i) {
  for (i = 0; i < N; i++) {
    if (!answers[i] || !standsBack[i] || (primary[i] != "" && link[i] != "up")) continue
    command(i, "CONFIG SET cluster-replica-no-failover no")
    await(pod[i] " to be electable again")
    say("placement: " pod[i] " has its copy, and can be elected again")
  }
}
