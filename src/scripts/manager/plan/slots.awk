# Which node owns which slots, and what the wanted shape says: shard k owns the k-th of SHARDS even ranges.

# The same rounding as `redis-cli --cluster create`, so that both give the same ranges.
function firstSlot(k) { return k == 0 ? 0 : lastSlot(k - 1) + 1 }
function lastSlot(k) { return k == shards - 1 ? 16383 : int((k + 1) * 16384 / shards - 1 + 0.5) }
function rangeOf(k) { return firstSlot(k) "-" lastSlot(k) }

# ownerOf[slot]: an ordinal, or "id:..." where only others say so of a node that does not answer.
function claim(ranges, owner,    parts, n, p, ends, s) {
  n = split(ranges, parts, " ")
  for (p = 1; p <= n; p++) {
    if (split(parts[p], ends, "-") == 1) ends[2] = ends[1]
    for (s = ends[1] + 0; s <= ends[2] + 0; s++) {
      if (s in ownerOf) { if (ownerOf[s] != owner) conflict(ownerOf[s], owner, s) }
      else { ownerOf[s] = owner; owned++ }
    }
  }
}

# Two servers that claim one slot settle it by their epochs as soon as they know each other. Those that do not are two clusters.
function conflict(one, other, slot) {
  if (one !~ /^id:/ && other !~ /^id:/ && !((one, id[other]) in sees) && !((other, id[one]) in sees)) {
    if (!((one, other) in clashes)) refuse("foreign-node", pod[one] " and " pod[other] " both own slot " slot " and do not know each other")
    clashes[one, other] = 1
  } else if (one !~ /^id:/ && other !~ /^id:/ && epoch[other] > epoch[one]) ownerOf[slot] = other
}

function findOwners(    i, k) {
  for (i = 0; i < N; i++) if (answers[i] && ownsSlots(i)) claim(slots[i], i)
  if (owned == 16384) return
  # Who has heard of it by gossip alone does not know what it owns.
  for (k = 1; k <= absents; k++)
    for (i = 0; i < N; i++)
      if (answers[i] && seenSlots[i, absent[k]] != "") claim(seenSlots[i, absent[k]], "id:" absent[k])
}

# ownerAt[k] is the owner of shard k, "" where nobody owns any of its range. A cluster that has the wanted number of owners has its shape,
# however they divide the slots; one that is not whole yet can only be finished along the wanted ranges.
function matchShape(    k, s, first, serves) {
  for (s = 0; s < 16384; s++) if ((s in ownerOf) && !(ownerOf[s] in counted)) { counted[ownerOf[s]] = 1; inOrder[owners++] = ownerOf[s] }
  if (owned == 16384 && owners == shards) { for (k = 0; k < shards; k++) ownerAt[k] = inOrder[k]; return }
  for (k = 0; k < shards; k++) {
    first = ownerOf[firstSlot(k)]
    for (s = firstSlot(k); s <= lastSlot(k); s++)
      if (ownerOf[s] "" != first "") {
        refuse("other-shape", "the slots are not divided among " shards " shards: " describeOwner(first) " and " describeOwner(ownerOf[s]) \
          " share " rangeOf(k) ", and " owners + 0 " nodes own slots; this cluster was formed with another shape")
        return
      }
    if (first != "" && (first in serves)) {
      refuse("other-shape", describeOwner(first) " owns the slots of two shards or more of " shards ", and " owners " nodes own slots; this cluster was formed with another shape")
      return
    }
    ownerAt[k] = first
    if (first != "") serves[first] = 1
  }
}
function describeOwner(owner) { return owner == "" ? "nobody" : owner ~ /^id:/ ? "node " substr(owner, 4) : pod[owner] }
