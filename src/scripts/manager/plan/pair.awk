# Who is born as what. Node i < SHARDS is master of shard i, the others replicate master i mod SHARDS, unless that would put a shard on one Kubernetes node or half of the
# masters: then pods change seats two by two, as long as each change leaves fewer masters in crowded places, or fewer copies of a shard side by side.
# It follows from the places alone: whatever of it is done already, each look and each manager comes to the same.

# leaderOf[k]: the pod that is to be master of shard k. homeOf[i]: the shard that pod i is to be in.
function pairUp(    i, k, isStock) {
  if (paired++) return
  isStock = !placesKnown()
  if (!isStock) {
    clearSeats()
    for (i = 0; i < N; i++) { seat(i, i % shards, i < shards); movable[i] = 1 }
    exchange()
    for (i = 0; i < N; i++) { homeOf[i] = seatOf[i]; if (leads[i]) leaderOf[seatOf[i]] = i }
    # Where others than these are masters already, the rest are the stock ones: one rule, or two managers could give a slot twice.
    for (k = 0; k < shards; k++) if (ownerAt[k] == "" ? !isSpare(leaderOf[k]) : ownerAt[k] != leaderOf[k]) isStock = 1
  }
  if (isStock) for (i = 0; i < N; i++) { homeOf[i] = i % shards; if (i < shards) leaderOf[i] = i }
  for (k = 0; k < shards; k++) leadership[leaderOf[k]] = k
}

# Those that are movable change seats, each with whom it is best for all. Replicas first: whom they follow matters less than who is master.
function exchange(    i, j, changed) {
  do {
    changed = 0
    for (i = N - 1; i >= 0; i--) {
      if (!movable[i] || !mayImprove(i)) continue
      j = bestFor(i)
      if (j < 0) continue
      swapSeats(i, j)
      changed = 1
    }
  } while (changed)
}
function bestFor(i,    j, own, crowds, rubs, trouble, best, least, leastRubs, leastTrouble) {
  best = -1; least = leastRubs = leastTrouble = 0
  own = friction(i)
  for (j = 0; j < N; j++) {
    if (!movable[j] || worker[i] == worker[j] || !mayMix(i, j)) continue
    crowds = leads[i] == leads[j] ? 0 : leads[i] ? crowdingChange(i, j) : crowdingChange(j, i)
    # What would only help the other one is left to its own turn.
    if (crowds > least || (crowds == 0 && own == 0)) continue
    rubs = frictionChange(i, j)
    if (crowds == 0 && rubs >= 0) continue
    trouble = leads[i] + leads[j] + (leads[i] != leads[j] && seatOf[i] != seatOf[j])
    if (crowds == least && (rubs > leastRubs || (rubs == leastRubs && trouble >= leastTrouble))) continue
    best = j; least = crowds; leastRubs = rubs; leastTrouble = trouble
    # Hardly anything is better, and hundreds of pods are to be paired at once.
    if (!leads[i] && !trouble && rubs <= -2 * own) break
  }
  return best
}
function mayImprove(i) { return friction(i) > 0 || (leads[i] && isCrowded(i)) }
# How many of its shard a pod shares its node with, and its area.
function friction(i) { return onNode[seatOf[i], worker[i]] - 1 + inArea[seatOf[i], area[i]] - 1 }
function frictionChange(i, j,    k, l, change) {
  k = seatOf[i]; l = seatOf[j]
  if (k == l) return 0
  change = onNode[l, worker[i]] + onNode[k, worker[j]] - onNode[k, worker[i]] - onNode[l, worker[j]] + 2
  if (area[i] != area[j]) change += inArea[l, area[i]] + inArea[k, area[j]] - inArea[k, area[i]] - inArea[l, area[j]] + 2
  return change
}
function swapSeats(i, j,    k, leading) {
  k = seatOf[i]; leading = leads[i]
  unseat(i)
  seat(i, seatOf[j], leads[j])
  unseat(j)
  seat(j, k, leading)
}
