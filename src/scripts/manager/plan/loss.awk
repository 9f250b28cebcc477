# A shard of which nothing is left. Silence is never loss (safety rule 3): every pod answers, and each that was of this shard has another identity.

function judgeLoss(    k, target, holders) {
  if (answering < N) return
  for (k = 0; k < shards; k++) {
    if (ownerAt[k] !~ /^id:/) continue
    target = substr(ownerAt[k], 4)
    if (absentKind[target] != "dead") continue
    if (hasReplica(target)) { judgeCopies(target, k); continue }
    if (lossPolicy != "recreateEmpty") {
      await("a decision: the data of slots " rangeOf(k) " is gone, " absentHost[target] " came back empty and no pod has a copy; restore its volume, " \
        "or set onShardLoss to recreateEmpty")
      continue
    }
    holders = holdersAside()
    if (holders != "") {
      await("a decision: the data of slots " rangeOf(k) " is gone, but " holders " has data set aside on its volume (aside.*), which may be a copy: put it back, or remove it, and delete the pod")
      continue
    }
    # Forgetting the last identity of the shard frees its slots, and the next look gives them to a new master.
    forgetEverywhere(target)
    say("loss: slots " rangeOf(k) " start empty, no pod has a copy of what " absentHost[target] " had")
  }
}
# Whose copy it is nobody knows, but pods that have no shard any more may have had this one.
function holdersAside(    i, text) {
  for (i = 0; i < N; i++) if (isSpare(i) && setAside[i]) text = text (text == "" ? "" : ", ") pod[i]
  return text
}
# Replicas that dialled the address of their dead master after somebody else had taken it up have copied that one, over what they had.
function judgeCopies(target, k,    i, text) {
  if (bestReplica(target) >= 0 || sinceFirst("copies/" target) < 60) return
  for (i = 0; i < N; i++) if (answers[i] && primary[i] == target) text = text (text == "" ? "" : ", ") pod[i] " follows " follows[i]
  await("a decision: " absentHost[target] " came back empty, and no pod has a copy of slots " rangeOf(k) " that can take over (" text "); docs/operations.md says what to do")
}
function hasReplica(target,    i, k) {
  for (i = 0; i < N; i++) if (answers[i] && primary[i] == target) return 1
  for (k = 1; k <= absents; k++) if (absentKind[absent[k]] != "dead" && seenPrimary[absentSeenBy[absent[k]], absent[k]] == target) return 1
  return 0
}
