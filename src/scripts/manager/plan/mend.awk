# What somebody left behind: held-back full syncs, slots that a broken-off migration left open.

# start.sh holds full syncs back (a delay of an hour) until its node is a member: owns slots, or follows somebody.
function openGates(    i) {
  for (i = 0; i < N; i++)
    if (answers[i] && gate[i] == 3600 && (isReplica(i) || ownsSlots(i) || taken[i])) {
      await("full syncs of " pod[i] " to be allowed")
      if (!misleads(i)) command(i, "CONFIG SET repl-diskless-sync-delay 0")
    }
}
# Whoever still dials this address for the master that had it before would copy another shard over the last data of its own.
function misleads(i,    j) {
  for (j = 0; j < N; j++) if (answers[j] && isReplica(j) && primary[j] != id[i] && follows[j] == address[i]) return 1
  return 0
}

# A migration that nobody has gone on with for a minute is finished or closed by redis-cli, which moves the keys that are left.
function closeSlots(    i, fixed) {
  for (i = 0; i < N; i++) {
    if (open[i] == "") continue
    await("the open slots of " pod[i] " " open[i] " to be closed")
    if (owned < 16384 || answering < N || sinceFirst("open/" i "/" open[i]) < 60 || fixed++ || doneWithin("fix", 60)) continue
    noteDone("fix")
    lines[++count] = "fix " address[i]
    say("open slots: " pod[i] " " open[i] " since a minute, redis-cli --cluster fix finishes the migration")
  }
}
