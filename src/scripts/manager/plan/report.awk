# One readable table: what a person wants to see when the work is done, or when it cannot be, and what to know of where the pods are.

function report(    i, width, addressWidth, slotWidth, nodeWidth, zoneWidth, format) {
  width = length("pod"); addressWidth = length("address"); slotWidth = length("slots"); nodeWidth = zoneWidth = length("unknown")
  for (i = 0; i < N; i++) {
    if (length(pod[i]) > width) width = length(pod[i])
    if (length(address[i]) > addressWidth) addressWidth = length(address[i])
    if (length(slots[i]) > slotWidth) slotWidth = length(slots[i])
    if (length(worker[i]) > nodeWidth) nodeWidth = length(worker[i])
    if (length(zoneAt(i)) > zoneWidth) zoneWidth = length(zoneAt(i))
  }
  format = "%-" width "s  %-" addressWidth "s  %-7s  %-" slotWidth "s  %-" width "s  %-" nodeWidth "s  %-" zoneWidth "s  %s\n"
  printf format, "pod", "address", "role", "slots", "replicates", "node", "zone", "link"
  for (i = 0; i < N; i++) {
    if (!answers[i]) { printf format, pod[i], "-", "-", "-", "-", "-", "-", why[i]; continue }
    printf format, pod[i], address[i], isReplica(i) ? "replica" : "master", slots[i] == "" ? "-" : slots[i], \
      primary[i] == "" ? "-" : (primary[i] in ordinalOf) ? pod[ordinalOf[primary[i]]] : primary[i], \
      orUnknown(worker[i]), orUnknown(zoneAt(i)), isReplica(i) ? link[i] : "-"
  }
  if (answering == N && placesKnown()) warn()
}
function orUnknown(place) { return strict == "yes" && place != "" ? place : "unknown" }

function warn(    i, k) {
  for (i = 0; i < N; i++) if (ownsSlots(i) && k + 0 < shards) ownerAt[k++] = i
  countMembers()
  seatMembers()
  for (k = 0; k < shards; k++) if (isNarrow(k)) print "warning: " narrowness(k)
  i = mostCrowded()
  if (i >= 0) print "warning: " crowd(i) ", whose loss takes the quorum"
}
