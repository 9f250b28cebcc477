# Where pods are: the Kubernetes node that each announces (worker), and its area: the zone of that node, where the user has told it (zoneOf). A node of
# which no zone is known is an area of its own, so that one rule serves both.

function zoneAt(i) { return (worker[i] in zoneOf) ? zoneOf[worker[i]] : "" }
function findPlaces(    i) {
  for (i = 0; i < N; i++) {
    area[i] = zoneAt(i) != "" ? "zone " zoneAt(i) : "node " worker[i]
    set[i] = pod[i]
    sub(/-[0-9]+$/, "", set[i])
  }
}
# Pods change from shard to shard within their StatefulSet: where each shard has its own, the scheduler keeps that apart.
function mayMix(i, j) { return set[i] == set[j] }
# What servers of somebody else's announce may mean anything.
function placesKnown(    i) {
  if (strict != "yes") return 0
  for (i = 0; i < N; i++) if (worker[i] == "") return 0
  return 1
}

# Seats: pod i has one in shard seatOf[i], as its master where leads[i].
function seat(i, k, leading) {
  seatOf[i] = k; leads[i] = leading; size[k]++
  onNode[k, worker[i]]++; inArea[k, area[i]]++
  if (leading) { mastersOn[worker[i]]++; mastersIn[area[i]]++ }
}
function unseat(i,    k) {
  k = seatOf[i]; size[k]--
  onNode[k, worker[i]]--; inArea[k, area[i]]--
  if (leads[i]) { mastersOn[worker[i]]--; mastersIn[area[i]]-- }
  delete seatOf[i]
}
function clearSeats() {
  split("", seatOf); split("", leads); split("", size); split("", movable)
  split("", onNode); split("", inArea); split("", mastersOn); split("", mastersIn)
}
# Everybody where he is. shardOf[m]: the shard whose master is m.
function seatMembers(    i, k) {
  clearSeats()
  split("", shardOf)
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] == "" || ownerAt[k] ~ /^id:/) continue
    shardOf[ownerAt[k]] = k
    seat(ownerAt[k], k, 1)
  }
  for (i = 0; i < N; i++) if ((i in masterOf) && (masterOf[i] in shardOf)) seat(i, shardOf[masterOf[i]], 0)
}

# What it costs that so many masters share a place: nothing below half of all, then each more than the one before.
function crowding(masters) { return masters * 2 < shards ? 0 : (masters * 2 - shards + 1) * (masters * 2 - shards + 1) }
# What one more adds to that.
function oneMore(masters) {
  if (!(masters in costOfOneMore)) costOfOneMore[masters] = crowding(masters + 1) - crowding(masters)
  return costOfOneMore[masters]
}
function isCrowded(i) { return mastersOn[worker[i]] * 2 >= shards || mastersIn[area[i]] * 2 >= shards }
# By how much it changes when the master of one pod's place goes to another's.
function crowdingChange(from, to,    change) {
  if (worker[from] != worker[to]) change = oneMore(mastersOn[worker[to]] + 0) - oneMore(mastersOn[worker[from]] - 1)
  if (area[from] != area[to]) change += oneMore(mastersIn[area[to]] + 0) - oneMore(mastersIn[area[from]] - 1)
  return change + 0
}
