# Everybody knows everybody at the live address. Whoever is unknown, or known at an address that is not the one that its server
# reports, is met there: a MEET of a known id updates its address at once.

function knows(i, j) { return ((i, id[j]) in sees) && seenAddress[i, id[j]] == address[j] && seenFlags[i, id[j]] !~ /noaddr/ }

# A node meets those 1, 2, 4, 8 ... places ahead, which is every pair of a small cluster and N log N pairs of a large one: gossip
# brings the rest within a second. What is still missing then is met one by one, a few at a time. At the birth of a crowd replicas meet their masters,
# and when they follow them the first meets all. Gossip has five seconds for the rest. Of forty thousand pairs a few do not hear each other's slots as they meet: those ask soon.
function connect(    i, step, j, missing, met, star, most, guests) {
  star = isCrowd() && unwritten()
  most = star && sinceFirst("crowd") < 5 ? 0 : 8
  for (i = 0; i < N; i++) {
    if (!answers[i]) continue
    missing = met = 0
    if (star && i && !knows(i, 0)) { commandWhen("last", 0, meeting(i)); guests++ }
    for (step = 1; step < N && !star; step *= 2) {
      j = (i + step) % N
      if (answers[j] && !knows(i, j)) met += meet(i, j)
    }
    for (step = 1; step < N; step++) {
      j = (i + step) % N
      if (!answers[j] || knows(i, j)) continue
      missing++
      if (met < most) met += meet(i, j)
    }
    pairs += missing
    if (missing) strangers++
  }
  for (i = 0; i < N; i++) if (guests && mayHurry(i)) commandWhen("late", i, "CONFIG SET cluster-node-timeout " ASKING)
  if (pairs) say("addresses: " strangers (strangers == 1 ? " node does" : " nodes do") " not know the live address of every other yet")
  if (pairs) await("every node to know every other")
}
# One MEET tells both ends. While pods are missing, a node that knows a silent node without a name may be of another cluster: it meets only those
# that it knows already, which merges nothing.
function meet(i, j) {
  if (((i, j) in meets) || ((j, i) in meets)) return 0
  if ((knowsNameless[i] || knowsNameless[j]) && !((i, id[j]) in sees) && !((j, id[i]) in sees)) return 0
  meets[i, j] = 1
  command(i, meeting(j))
  return 1
}
function meeting(j) { return "CLUSTER MEET " address[j] " " port " " busPort[j] }

# Replication goes by address: Redis up to 8.0 keeps dialling the old address of a master that has moved.
function followLiveAddress(    i, m) {
  for (i = 0; i < N; i++) {
    if (!answers[i] || !isReplica(i) || !(primary[i] in ordinalOf)) continue
    m = ordinalOf[primary[i]]
    # A link that is up may lead to a stranger who has the address now.
    if (follows[i] == address[m] || !knows(i, m)) continue
    command(i, "CLUSTER REPLICATE " id[m])
    say("replication: " pod[i] " follows " pod[m] " at " address[m] " (was " follows[i] ")")
  }
}

# A dead identity goes when its pod has another one, owns nothing and leads nobody (safety rule 4). FORGET bans the id for a minute only, and a
# node that was away brings it back: each look does it again.
function forgetDead(    k, i, target, busy) {
  for (k = 1; k <= absents; k++) {
    target = absent[k]
    if (absentKind[target] == "ghost") { layGhost(target); continue }
    if (absentKind[target] != "dead") continue
    busy = 0
    for (i = 1; i <= absents; i++) if (absentKind[absent[i]] == "silent" && seenPrimary[absentSeenBy[absent[i]], absent[i]] == target) busy = 1
    for (i = 0; i < N; i++) {
      if (!answers[i]) continue
      if (primary[i] == target) busy = 1
      if (((i, target) in sees) && seenSlots[i, target] != "") busy = 1
    }
    if (busy) { await("the shard of " absentHost[target] "'s former identity " substr(target, 1, 8) " to be taken over"); continue }
    forgetEverywhere(target)
    say("forgotten: " substr(target, 1, 8) ", the former identity of " absentHost[target])
  }
}
# A node that has just come may be unreachable and without a name for a moment.
function layGhost(target) {
  if (sinceFirst("ghost/" target) < 15) { await(substr(target, 1, 8) ", which has no name and does not answer, to show who it is"); return }
  forgetEverywhere(target)
  say("forgotten: " substr(target, 1, 8) ", which has had no name and no answer for 15 s, owns nothing and is no pod\047s")
}
function forgetEverywhere(target,    i) {
  for (i = 0; i < N; i++) if (answers[i] && (i, target) in sees) command(i, "CLUSTER FORGET " target)
  await("former identities to be forgotten")
}
