# Who belongs to the cluster, and whom must nobody touch: foreign nodes, keys outside of a cluster, dead identities.

function isMaster(i) { return role[i] == "master" }
function isReplica(i) { return role[i] == "slave" }
function ownsSlots(i) { return isMaster(i) && slots[i] != "" }
# A virgin has never met anybody and has nothing that could be lost.
function isVirgin(i) { return answers[i] && known[i] == 1 && isMaster(i) && slots[i] == "" && keys[i] == 0 }
# A spare is a master without slots: it can be given a place.
function isSpare(i) { return answers[i] && isMaster(i) && slots[i] == "" && keys[i] == 0 }

# A replica of a former identity that never had slots, as where its master is lost before it has got them: it has nothing, and nobody will take over there.
function isStray(i,    j, target) {
  target = primary[i]
  if (!answers[i] || !isReplica(i) || keys[i] > 0 || absentKind[target] != "dead") return 0
  for (j = 0; j < N; j++) if (answers[j] && (j, target) in sees && seenSlots[j, target] != "") return 0
  return 1
}

function ordinalOfHost(name,    i) {
  if (name == "") return -1
  for (i = 0; i < N; i++) if (host[i] == name) return i
  return -1
}

# What an id is that no answering server has: the identity of a silent pod, the dead identity of a pod that now has another, a member outside of the
# shape, a stranger, or the ghost of somebody forgotten. Each answering node's view says it; the first with a host name counts.
function classifyAbsent(    k, i, j, target, name) {
  for (k = 1; k <= ids; k++) {
    target = idList[k]
    if (target in ordinalOf) continue
    name = ""
    seenBy = -1
    for (i = 0; i < N; i++) {
      if (!answers[i] || !((i, target) in sees)) continue
      seenBy = i
      if (name == "") name = seenHost[i, target]
    }
    if (seenBy < 0) continue
    if (name == "") for (i = 0; i < N; i++) if (answers[i] && (i, target) in sees) knowsNameless[i] = 1
    absent[++absents] = target; absentSeenBy[target] = seenBy; absentHost[target] = name
    j = ordinalOfHost(name)
    if (j < 0) absentKind[target] = name != "" ? "outside" : isGhost(target) ? "ghost" : "nameless"
    else if (answers[j]) { absentKind[target] = "dead"; predecessor[j] = target }
    else absentKind[target] = "silent"
  }
}

# Gossip carries no names: who hears of a dead identity from a node that has not forgotten it yet, after all those who knew its name have, knows it without one.
# Where every pod answers, and all have names, it is nobody's; it has nothing, and nobody reaches it.
function isGhost(target,    i) {
  if (strict != "yes" || answering < N) return 0
  for (i = 0; i < N; i++) if (primary[i] == target || ((i, target) in sees && (seenSlots[i, target] != "" || !lost(i, target)))) return 0
  return 1
}
function lost(i, target) { return seenFlags[i, target] ~ /fail|noaddr/ || seenLink[i, target] != "connected" || (seenPing[i, target] > 0 && clock[i] - seenPing[i, target] >= 1) }

function judgeMembers(    i, k, target) {
  for (i = 0; i < N; i++) {
    if (noCluster[i]) refuse("no-cluster-mode", pod[i] " runs without cluster-enabled yes")
    if (!answers[i] || known[i] > 1 || keys[i] == 0) continue
    refuse("holds-keys", pod[i] " holds " keys[i] " keys and is in no cluster: move them away, or remove its data, if nobody needs them")
  }
  for (k = 1; k <= absents; k++) {
    target = absent[k]
    if (absentKind[target] == "outside")
      refuse("foreign-node", pod[absentSeenBy[target]] " knows " absentHost[target] ", which is none of the " N " pods of this shape")
    if (absentKind[target] == "nameless" && answering == N)
      refuse("foreign-node", pod[absentSeenBy[target]] " knows node " target " at " seenAddress[absentSeenBy[target], target] ", which is none of the " N " pods")
  }
}

# A second cluster behind the same Services: clients would find either, and one of them empty.
function judgeOthers() {
  if (besides != "" && !owned)
    refuse("other-layout", besides " answer as a cluster of this name in another layout, which cannot change under its data: apply the former layout again and " \
      "delete the StatefulSets of this one, or give this cluster another name")
}
