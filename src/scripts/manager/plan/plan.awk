# The only place that decides. Pure: a snapshot and the wanted shape in, lines out; no I/O, no clock, the same under every awk.
#   say TEXT                          what is done and why
#   do ORDINAL ADDRESS COMMAND        one command for one node
#   then ORDINAL ADDRESS COMMAND      the same, a moment after all of the former
#   last ORDINAL ADDRESS COMMAND      the same, after all of these
#   late ORDINAL ADDRESS COMMAND      the same, when all know each other, for a node that does not know of all slots then
#   refused NAME: REASON              nothing may be done: a person decides
#   absent REASON                     pods that the shape wants are not there yet
#   waiting REASON                    all is said: the engine has to finish it
#   done
#   fix ADDRESS                       redis-cli --cluster fix
#   remember KEY SECONDS              for the next look (memory.awk)
# Variables: mode (form: the Job, may change the shape; keep: the keeper, heals), now (seconds), shards, replicas, port, strict (yes: every server announces
# its host name), wanted (node timeout in ms, empty: leave it alone), lossPolicy, quorumPolicy, takeOverAfter (seconds), swaps (yes: replicas may
# change places between shards).

function say(text) { lines[++count] = "say " text }
function command(i, text) { commandWhen("do", i, text) }
function commandWhen(word, i, text) { lines[++count] = word " " i " " address[i] " " text; commands++ }
function await(what) { if (awaited == "") awaited = what; else others++ }
function refuse(name, reason) { if (refusal == "") refusal = name ": " reason; else if (index(refusal, reason) == 0) refusal = refusal "; " reason }

function absentPods(    i, text, more) {
  for (i = 0; i < N; i++)
    if (answers[i]) continue
    else if (++more > 6) continue
    else text = text (text == "" ? "" : ", ") pod[i] " (" why[i] ")"
  return more > 6 ? text " and " more - 6 " more" : text
}

function decide() {
  judgeAnswers()
  findPlaces()
  classifyAbsent()
  judgeMembers()
  findOwners()
  judgeOthers()
  matchShape()
  if (refusal != "") return
  calmBirth()
  connect()
  followLiveAddress()
  countMembers()
  noteVotes()
  forceFailovers()
  helpDisbelieved()
  takeOver()
  if (mode == "keep") judgeLoss()
  if (mode == "keep" || answering == N) { giveSlots(); giveReplicas(); evenReplicas(); forgetDead() }
  hurryBirth()
  openGates()
  closeSlots()
  awaitHealth()
  endHurry()
  endReassignments()
  if (mode == "keep") keepPlaces()
}

function answerWith(    k) {
  if (refusal != "") { print "refused " refusal; return }
  for (k = 1; k <= count; k++) print lines[k]
  printMemory()
  if (answering < N) print "absent " absentPods() (quorumGone == "" ? "" : "; a majority of the masters is gone (" quorumGone ")")
  else if (awaited != "") print "waiting " awaited (others ? " (and " others " more)" : "")
  else if (commands) print "waiting the commands to take effect"
  else print "done"
}

END {
  if (mode == "table") { judgeAnswers(); findPlaces(); report() }
  else { decide(); answerWith() }
}
