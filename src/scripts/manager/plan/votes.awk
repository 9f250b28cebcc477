# What elections leave behind: old votes, and masters that nobody else believes.
#
# Redis 7.0 to 8.2 count the votes of a process's last election again when it is to take over within four node timeouts: it wins without asking anybody, with an epoch that the
# others know to be out of date. So nobody is forced twice within that time (safety rule 9), and a master that came about so is helped to an epoch of its own.

# How often a process has asked for votes since it started is known from each, and since when it has not asked again from the looks before. Valkey begins each election at zero.
function noteVotes(    i) { for (i = 0; i < N; i++) if (answers[i] && asked[i] > 0) rest[i] = sinceFirst("asked/" id[i] "/" asked[i]) }
function isRested(i) { return !(asked[i] > 0) || isValkey[i] || rest[i] >= restTime(i) }
function restTime(i) { return 4 * timeout[i] / 1000 }

# A master that believes itself alone takes writes that no other node knows of, while the others call its slots failed for as long as its predecessor stays away. With an epoch that is
# newer than all the others take its word. Whoever is believed by one master needs no help: that goes round.
function helpDisbelieved(    i, former) {
  for (i = 0; i < N; i++) {
    former = ownerInsteadOf(i)
    if (former == "") continue
    await("the other masters to believe " pod[i])
    if (sinceFirst("disbelieved/" id[i]) < 3 || doneWithin("bump/" id[i], 10)) continue
    noteDone("bump/" id[i])
    command(i, "CLUSTER BUMPEPOCH")
    say("epoch: " pod[i] " takes a newer one, since no other master knows that it has taken over from " nameOf(former))
  }
}
# Whom all other masters that answer, a majority together with this one, take for the owner of its slots: somebody who is away, as most of them say; "" where it is not so.
function ownerInsteadOf(i,    j, slot, target, believers) {
  if (!answers[i] || !ownsSlots(i)) return ""
  slot = slots[i]
  sub(/[- ].*/, "", slot)
  believers = 1
  for (j = 0; j < N; j++) {
    if (j == i || !answers[j] || !ownsSlots(j)) continue
    if (!knows(j, i) || seenSlots[j, id[i]] != "") return ""
    if (target == "") target = absentOwner(j, slot)
    if (target == "" || !hasSlot(seenSlots[j, target], slot) || seenEpoch[j, target] + 0 < epoch[i] + 0) return ""
    believers++
  }
  return believers * 2 > shards && doubters(target) * 2 > shards ? target : ""
}
function absentOwner(j, slot,    k) {
  for (k = 1; k <= absents; k++) if (hasSlot(seenSlots[j, absent[k]], slot)) return absent[k]
  return ""
}
function hasSlot(ranges, slot,    parts, n, p, ends) {
  n = split(ranges, parts, " ")
  for (p = 1; p <= n; p++) {
    if (split(parts[p], ends, "-") == 1) ends[2] = ends[1]
    if (slot + 0 >= ends[1] + 0 && slot + 0 <= ends[2] + 0) return 1
  }
  return 0
}
