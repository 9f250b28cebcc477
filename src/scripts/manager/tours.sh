# Talking to many nodes at once: a redis-cli walks through the nodes of its tour, up to so many tours run side by side. A process for each node would
# cost ten times as much where there are many; in a small cluster each node has a tour of its own. Sourced by manage.sh.
# shellcheck disable=SC2034,SC2153,SC2154 # the shape sets PORT, manage.sh patience; keep.sh reads born
TOURS=12
# Hundredths of a second that a node has for its answers in haste, and half as much again as a look takes where that is more.
HASTE=40

# Whose connections a node has. The list itself has twelve lines for each.
# shellcheck disable=SC2016 # Lua
INBOUND="local ids = {} for _, link in ipairs(redis.call('cluster', 'links')) do if link[2] == 'from' then ids[#ids + 1] = link[4] end end return 'inbound ' .. table.concat(ids, ' ')"

# One file per node with the questions, one with the names of all. What sets the answers of one node apart from those of the next comes from redis-cli itself,
# which repeats a setting that it does not know: a node that wants a password or hangs would not repeat anything.
plan_tours() {
  rm -rf "$WORK/tours"
  mkdir "$WORK/tours"
  nodes=0
  for pod in $PODS; do
    echo "@node $nodes $pod $pod$SUFFIX"
    echo "connect $pod$SUFFIX $PORT
:set \"@node $nodes $pod $pod$SUFFIX\"
CLIENT INFO
CLUSTER NODES
CLUSTER INFO
INFO replication
INFO server
DBSIZE
CONFIG GET cluster-node-timeout repl-diskless-sync-delay cluster-replica-no-failover cluster-announce-human-nodename proc-title-template
EVAL \"$INBOUND\" 0" >"$WORK/tours/$((nodes % TOURS)).$nodes"
    nodes=$((nodes + 1))
  done >"$WORK/pods"
  for zone in ${ZONES:-}; do echo "@zone ${zone%%=*} ${zone#*=}"; done >"$WORK/zones"
}

# A node that does not answer leaves only its name.
observe() {
  tour=0
  while [ "$tour" -lt "$TOURS" ] && [ "$tour" -lt "$nodes" ]; do
    walk "$tour" >"$WORK/answers.$tour" &
    tour=$((tour + 1))
  done
  wait
  mark_nodes "$WORK/memory" "$WORK/zones" "$WORK/pods" "$WORK"/answers.* >"$WORK/snapshot"
  ask_without_dns
  if grep -q 'myself,master .* connected [0-9[]' "$WORK/snapshot"; then born=yes
  elif [ "$(grep -c 'myself' "$WORK/snapshot")" -ge "$nodes" ]; then others >>"$WORK/snapshot"
  fi
}

mark_nodes() { sed "s/^.*preference '\(@node .*\)'$/\1/" "$@"; }

# How long a look takes when all answer says how long to wait for those that do not. An address behind which nothing runs yet, or any more, is silent, and each look
# would wait for that; so most are hasty, and not all, since on nodes that are short of CPU those that are well come late.
begin_haste() {
  [ "$usual" -le 200 ] || usual=200
  patience=$((1 + usual / 50)) hasty='' looks=1
  quick=$((usual * 3 / 2))
  [ "$quick" -ge "$HASTE" ] || quick=$HASTE
  [ "$nodes" -gt "$TOURS" ] || hasty=$(seconds "$quick")
  haste=$hasty
}
# Usage: next_haste [yes, where nobody is taken for slow]
next_haste() {
  looks=$((looks + 1))
  if [ $((looks % 3)) -eq 0 ] && [ -z "${1:-}" ]; then haste=''; else haste=$hasty; fi
}

# Before any slot is given: does a cluster of this name run in the other layout, behind the same Services?
others() {
  for pod in ${OTHERS:-}; do
    echo 'CLUSTER NODES' | ask 1 "$pod$SUFFIX" | awk -v pod="$pod" -v host="$pod$SUFFIX" "$IN_A_CLUSTER"
  done
}
# shellcheck disable=SC2016 # awk
IN_A_CLUSTER='NF >= 8 { known++ } $3 ~ /myself/ && index($2 ",", "," host ",") { own = 1 } END { if (own && known > 1) print "@other " pod }'

# A node that hangs holds up the rest of its tour, and one may take another password than the rest: those without answers are asked each by itself then.
walk() {
  if [ "$nodes" -le "$TOURS" ]; then visit "${haste:-$patience}" <"$WORK/tours/$1.$1"; return; fi
  cat "$WORK/tours/$1".* | visit $((patience + nodes / TOURS / 4)) && ! grep -q '^NOAUTH' "$WORK/answers.$1" && return
  rm -f "$WORK/late.$1".*
  for questions in "$WORK/tours/$1".*; do
    has_answered "${questions##*.}" "$1" || visit "$patience" <"$questions" >"$WORK/late.$1.${questions##*.}" &
  done
  wait
  cat "$WORK/late.$1".* 2>/dev/null
}

# Usage: has_answered ORDINAL TOUR
has_answered() {
  awk -v node="$1" '/@node / { here = index($0, "@node " node " ") } here && !/@node / { said = !/^NOAUTH/; exit } END { exit !said }' "$WORK/answers.$2"
}

# Runs the plan's commands, each tour in turn, and says what a node refused. Usage: send do | then | last | late
send() {
  awk -v word="$1" -v tours="$TOURS" -v port="$PORT" -v work="$WORK" '
    $1 != word { next }
    !($3 in commands) { nodes[n++] = $3; commands[$3] = "connect " $3 " " port "\nECHO \"@at " $3 "\"" }
    { node = $3; sub(/^[^ ]* [^ ]* [^ ]* /, ""); commands[node] = commands[node] "\n" $0 }
    END { for (i = 0; i < n; i++) print commands[nodes[i]] >(work "/do." i % tours) }' "$WORK/plan"
  for commands in "$WORK"/do.*; do
    [ -e "$commands" ] || return
    visit $((5 + nodes / TOURS / 4)) <"$commands" | awk '/^@at / { node = $2; next } !/^(OK)?$/ { print "manage: " node ": " $0 }' &
  done
  wait
  rm -f "$WORK"/do.*
}

# Hundreds that meet have no time for all the questions: a look would take as long as the meeting, and make it longer. They are asked for two numbers until each knows as
# many as there are, for four hundredths of a second each at most. Who does not know of all slots then is told what the plan has for it.
await_meeting() {
  if ! grep -q '^late' "$WORK/plan"; then nap 5; return; fi
  met=0
  while [ "$met" -lt $((4 * nodes)) ]; do
    nap 50
    met=$((met + 50))
    awk -v port="$PORT" '$1 == "late" { print "connect " $3 " " port "\nECHO \"@at " $2 "\"\nCLUSTER INFO" }' "$WORK/plan" | visit $((5 + nodes / TOURS)) >"$WORK/met"
    [ "$(grep -c "^cluster_known_nodes:$nodes" "$WORK/met")" -ge "$nodes" ] || continue
    awk '/^@at / { node = $2 } /^cluster_slots_assigned:/ { sub(/.*:/, ""); knows[node] = $0 + 0 == 16384 } $1 == "late" && !knows[$2]' "$WORK/met" "$WORK/plan" >"$WORK/late"
    mv "$WORK/late" "$WORK/plan"
    send late
    return
  done
}

# The first connection is made as the program starts: once is enough, a handshake of TLS is dear. Usage: visit SECONDS <COMMANDS, the first of them connect HOST PORT
visit() {
  { read -r _ host _; ask "$1" "$host"; }
}
