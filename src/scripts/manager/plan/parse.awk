# Reads a snapshot: `@zone NODE ZONE` for every Kubernetes node whose zone is known, for every wanted pod a line `@node ORDINAL POD HOST`, then what the
# server there answered to the questions of tours.sh. Nothing after `@node` means that nobody answered. Names of what is read, i being the pod's ordinal:
#   pod host answers why id address busPort hostname role slots primary epoch state keys link follows offset silence linkDown replid standsBack
#   asked (how often it has asked for votes since it started) isValkey refusalTells (see catchUp)
#   links (it said whose connections it has) and hears (those ids), clock (its own, in seconds), timeout and gate (settings), worker (the Kubernetes node that it runs on), setAside (a copy of data is set aside on its volume), open (slots in migration)
# and how node i sees the node with an id: sees seenAddress seenFlags seenHost seenPrimary seenSlots seenLink seenPing seenEpoch
# `@other POD` names a pod that belongs to a cluster of this name in the other layout.
# Addresses are what stands before the last colon: IPv6 needs no case of its own.

function ipOf(text) { sub(/@.*/, "", text); sub(/:[0-9]*$/, "", text); gsub(/[][]/, "", text); return text }
function valueOf(line) { sub(/^[^:]*:/, "", line); return line }

BEGIN { N = 0; me = -1 }

{ sub(/\r$/, "") }

$1 == "@remember" { recalled[$2] = $3; next }
$1 == "@other" { besides = besides (besides == "" ? "" : ", ") $2; next }
$1 == "@zone" { zoneOf[$2] = $3; next }
$1 == "@node" {
  # gawk 5.2 may crash where an element that nothing has set is passed on.
  me = $2; pod[me] = $3; host[me] = $4; why[me] = "no answer"; worker[me] = ""
  if (me + 1 > N) N = me + 1
  next
}

/^id=[0-9]+ addr=/ {
  for (f = 1; f <= NF; f++) if (index($f, "laddr=") == 1) reached[me] = ipOf(substr($f, 7))
  next
}
length($1) == 40 && NF >= 8 { nodeLine(); next }
/^role:/ { role[me] = valueOf($0); next }
/^master_host:/ { follows[me] = valueOf($0); next }
/^master_link_status:/ { link[me] = valueOf($0); next }
/^(slave_repl_offset|master_repl_offset):/ { if (!(me in offset) || valueOf($0) + 0 > offset[me]) offset[me] = valueOf($0) + 0; next }
/^master_replid:/ { replid[me] = valueOf($0); next }
/^master_link_down_since_seconds:/ { linkDown[me] = valueOf($0) + 0; next }
/^master_last_io_seconds_ago:/ { silence[me] = valueOf($0) + 0; next }
/^cluster_stats_messages_auth-req_sent:/ { asked[me] = valueOf($0) + 0; next }
/^valkey_version:/ { isValkey[me] = 1; refusalTells[me] = valueOf($0) + 0 >= 9; next }
/^server_time_usec:/ { clock[me] = valueOf($0) / 1000000; next }
/^cluster_state:/ { state[me] = valueOf($0); next }
/^[0-9]+$/ { keys[me] = $1; next }
$0 == "cluster-replica-no-failover" { getline; standsBack[me] = $1 == "yes"; next }
$0 == "cluster-node-timeout" { getline; timeout[me] = $1; next }
$0 == "repl-diskless-sync-delay" { getline; gate[me] = $1; next }
# Which of these two has the name depends on the engine, and which comes first on nothing.
$0 == "cluster-announce-human-nodename" { getline; sub(/\r$/, ""); if ($1 != "") worker[me] = $1; next }
$1 == "inbound" { links[me] = 1; for (f = 2; f <= NF; f++) hears[me, $f] = 1; next }
$0 == "proc-title-template" {
  getline; sub(/\r$/, "")
  for (f = 1; f <= NF; f++) if ($f == "aside") setAside[me] = 1; else if ($f ~ /^node=./) worker[me] = substr($f, 6)
  next
}
/^LOADING/ { why[me] = "loading its data set"; loads[me] = 1; next }
/^(NOAUTH|WRONGPASS|NOPERM|DENIED)/ { why[me] = $0; next }
/cluster support disabled/ { why[me] = "cluster mode is off"; noCluster[me] = 1; next }

# One line of CLUSTER NODES: id ip:port@bus[,hostname[,aux=value]] flags primary ping pong epoch link slots...
function nodeLine(    parts, target, ranges, f) {
  target = $1
  if ($3 ~ /handshake/) return
  split($2, parts, ",")
  sees[me, target] = 1; known[me]++; seenAddress[me, target] = ipOf(parts[1])
  seenFlags[me, target] = $3; seenHost[me, target] = (parts[2] == "?" ? "" : parts[2])
  seenPrimary[me, target] = $4; seenLink[me, target] = $8; seenPing[me, target] = $5 / 1000; seenEpoch[me, target] = $7
  ranges = ""
  for (f = 9; f <= NF; f++)
    if ($f ~ /^\[/) open[me] = open[me] $f
    else ranges = ranges (ranges == "" ? "" : " ") $f
  seenSlots[me, target] = ranges
  if (!(target in everSeen)) { everSeen[target] = 1; idList[++ids] = target }
  if ($3 !~ /myself/) return
  busPort[me] = parts[1]; sub(/^.*@/, "", busPort[me])
  id[me] = target; address[me] = ipOf(parts[1]); hostname[me] = seenHost[me, target]
  primary[me] = ($4 == "-" ? "" : $4); slots[me] = ranges; epoch[me] = $7
}

# A server counts as the pod's only when it answered everything and announces the name that was asked for: a stale DNS
# answer or a reused address leads to a stranger, and a MEET with it would merge two clusters (safety rule 1).
function judgeAnswers(    i) {
  for (i = 0; i < N; i++) {
    if (address[i] == "") address[i] = reached[i]
    if (!(i in id) || !(i in role) || !(i in state) || !(i in keys) || address[i] == "") continue
    if (hostname[i] != host[i] && (strict == "yes" || hostname[i] != "")) {
      why[i] = "another node answers there" (hostname[i] == "" ? "" : ": " hostname[i])
      continue
    }
    if (id[i] in ordinalOf) { why[i] = "the same node as " pod[ordinalOf[id[i]]] " answers there"; continue }
    answers[i] = 1; answering++; ordinalOf[id[i]] = i
  }
}
