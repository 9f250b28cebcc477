# Masters stay spread: no Kubernetes node, and no zone that is known, holds half or more of them where that can be had, or its loss takes the quorum. A handover
# copies no data.

function spreadMasters(    i, best, crowdedBy, change, least) {
  best = -1
  crowdedBy = mostCrowded()
  if (crowdedBy < 0) return
  for (i = 0; i < N; i++) {
    if (leads[i]) continue
    change = crowdingChange(masterOf[i], i)
    if (change < least + 0 || (best >= 0 && change == least && roomier(i, best))) { best = i; least = change }
  }
  # Where all those replicas sit in full places, another master makes room first.
  for (i = 0; i < N && best < 0; i++)
    if (!leads[i] && isCrowded(masterOf[i])) best = roomFor(i)
  if (best < 0) return
  command(best, "CLUSTER FAILOVER")
  say("spread: " pod[best] " on " worker[best] " takes over from " pod[masterOf[best]] ", " crowd(crowdedBy))
}
function mostCrowded(    i, most) {
  most = -1
  for (i = 0; i < N; i++) if (leads[i] && isCrowded(i) && (most < 0 || heads(i) > heads(most))) most = i
  return most
}
function heads(i) { return mastersOn[worker[i]] > mastersIn[area[i]] ? mastersOn[worker[i]] : mastersIn[area[i]] }
function roomier(i, j) { return mastersOn[worker[i]] + mastersIn[area[i]] < mastersOn[worker[j]] + mastersIn[area[j]] }
function crowd(i) {
  if (crowding(mastersOn[worker[i]])) return mastersOn[worker[i]] " of " shards " masters are on " worker[i]
  return mastersIn[area[i]] " of " shards " masters are in " area[i]
}
# The replica of a master in the same place whose takeover, and that of i after it, leave less of a crowd.
function roomFor(i,    j, m, change) {
  for (j = 0; j < N; j++) {
    m = masterOf[j]
    if (leads[j] || m == masterOf[i] || (worker[m] != worker[i] && area[m] != area[i])) continue
    change = crowdingChange(m, j)
    moveMaster(m, j)
    change += crowdingChange(masterOf[i], i)
    moveMaster(j, m)
    if (change < 0) return j
  }
  return -1
}
function moveMaster(from, to) { mastersOn[worker[from]]--; mastersOn[worker[to]]++; mastersIn[area[from]]--; mastersIn[area[to]]++ }
