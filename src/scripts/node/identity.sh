# The identity gate: never an old identity without its data, never stale data under a new one. A master that comes back empty under its old
# id would have its replicas copy the emptiness. Sourced by start.sh; sets GATE to the options a node without a place yet starts with.
# Expects DATA (the current folder), RUN, HOST (this node's announced name), PEERS (a name that any node answers to), PORT.

GATE=''

# A new node holds full syncs back until it is a member: nobody may take its emptiness for the data of its predecessor.
# shellcheck disable=SC2034 # start.sh uses it
close_gate() { GATE='--repl-diskless-sync-delay 3600'; }

judge_identity() {
  if [ -e nodes.conf ] && ! { grep -q '^vars currentEpoch ' nodes.conf && grep -q 'myself' nodes.conf; }; then
    log "nodes.conf is torn: set aside as nodes.conf.torn"
    mv nodes.conf nodes.conf.torn
  fi
  if [ -e nodes.conf ]; then
    if ! has_data; then identity_without_data; elif [ "$(cat form 2>/dev/null)" != appendonly ]; then identity_with_old_data; fi
  elif has_data; then
    data_without_identity
  else
    close_gate
  fi
}

# Somebody else has the data if this node was a replica or had one. If nobody has, the identity is all that is left of the shard.
identity_without_data() {
  me=$(awk '/myself/ { print $1 }' nodes.conf)
  if grep -q 'myself,slave' nodes.conf || [ -n "$(replica_hosts)" ]; then
    log "nodes.conf without data: set aside as nodes.conf.without-data, joins as a new node"
    mv nodes.conf nodes.conf.without-data
    close_gate
  else
    log "nodes.conf without data, and no replica had any: goes on empty under its identity"
  fi
}

# The replicas of this node as it knew them: a host name each, a dash where one announces none.
replica_hosts() {
  awk '/myself/ { me = $1 } { split($2, a, ","); of[$4] = of[$4] " " (a[2] == "" ? "-" : a[2]) } END { print of[me] }' nodes.conf
}

# Where no append-only file was kept a master that crashed comes back as its last snapshot has it, and its replica, which has more, would copy that. One that
# lost its master while it ran has more; one that has started since may have less. A master that was stopped in good order saved all that it had.
identity_with_old_data() {
  if [ -e stopping ] && [ -n "$(find dump.rdb -newer stopping)" ]; then return; fi
  me=$(awk '/myself,master/ { print $1 }' nodes.conf)
  [ -n "$me" ] || return 0
  for replica in $(replica_hosts); do
    if printf 'INFO replication\nCLUSTER NODES\n' | ask 2 "$replica" | tr -d '\r' | awk -v me="$me" "$LOST_ITS_MASTER"; then
      until set_data_aside served-by-more "$replica has more than the last snapshot"; do :; done
      mv nodes.conf nodes.conf.old
      close_gate
      return
    fi
  done
}
# shellcheck disable=SC2016 # awk
LOST_ITS_MASTER='
/^role:slave/ { replica = 1 }
/^master_link_status:up/ || /^master_link_down_since_seconds:[0-9]/ { ran = 1 }
/^slave_repl_offset:[1-9]/ { has = 1 }
/myself/ && $4 == me { follows = 1 }
END { exit !(replica && ran && has && follows) }'

# Data is set aside only while another node serves the shard; where nobody does, the peers' view gives the identity back.
data_without_identity() {
  while :; do
    view=$(peers_view)
    # shellcheck disable=SC2046 # a word and an id
    set -- $(echo "$view" | awk -v host="$HOST" "$WHO_SERVES")
    case ${1:-silent} in
      served*) if set_data_aside "$1" "data without nodes.conf, and another node serves the shard"; then close_gate; return; fi ;;
      mine)
        log "data without nodes.conf, and no other node has them: takes up identity $2 again, as the peers know it"
        echo "$view" | awk -v id="$2" "$REBUILD" >nodes.conf.new && mv nodes.conf.new nodes.conf
        return ;;
      unknown) log "data without nodes.conf, and no peer knows $HOST: starts with its data as it is"; return ;;
      replica) wait_because "a replica has the shard's data and has not taken over yet" ;;
      *) wait_because "no peer answers that could say who has the shard" ;;
    esac
  done
}

# Says once why it waits. The probes read it as well: a pod that waits is alive, and not ready. Usage: wait_because REASON [DETAILS THAT CHANGE]
wait_because() {
  if [ "$(cat "$RUN/waiting" 2>/dev/null)" != "$1" ]; then
    log "waits, because $1${2:-}"
    echo "$1" >"$RUN/waiting"
  fi
  sleep 1
}

# The view of a node that knows this host; of any other of this cluster that answers, if none does. A stale name may lead to a stranger.
peers_view() {
  asked=0 last=''
  while [ "$asked" -lt 6 ]; do
    answer=$(echo 'CLUSTER NODES' | ask 2 "$PEERS")
    case $(echo "$answer" | grep myself) in
      *".$PEERS"[,\ ]*)
        case $answer in *",$HOST"[,\ ]*) echo "$answer"; return ;; esac
        last=$answer ;;
    esac
    asked=$((asked + 1))
    sleep 0.2
  done
  echo "$last"
}

# served | served-by-more (another copy beside its master's) | mine ID | replica | unknown | (nothing: no answer)
# shellcheck disable=SC2016 # awk
WHO_SERVES='
NF >= 8 { split($2, a, ","); flags[$1] = $3; primary[$1] = $4; slots[$1] = NF > 8; n++ }
a[2] == host && ($1 in flags) && (old == "" || NF > 8) { old = $1 }
END {
  if (!n) exit
  if (old == "") { print "unknown"; exit }
  if (flags[old] ~ /slave/) {
    m = primary[old]
    for (id in flags) if (id != old && primary[id] == m && flags[id] !~ /fail/) more = "-by-more"
    print (flags[m] ~ /fail/ || !slots[m]) ? "replica" : "served" more
    exit
  }
  if (!slots[old]) { print "served"; exit }
  for (id in flags) if (primary[id] == old && flags[id] !~ /fail/) { print "replica"; exit }
  print "mine", old
}'
# shellcheck disable=SC2016 # awk
REBUILD='
{ epoch = $7 > epoch ? $7 : epoch; sub(/myself,/, "", $3); if ($1 == id) { sub(/,?fail\??/, "", $3); $3 = "myself," $3 } print }
END { print "vars currentEpoch " epoch + 0 " lastVoteEpoch 0" }'

# One generation is kept, more where the shard has no second copy that is in use. The full sync that follows needs room for the data once more.
# Usage: set_data_aside served | served-by-more REASON
set_data_aside() {
  size=$(du -sk appendonlydir dump.rdb 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }')
  free=$(df -Pk . | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt "$size" ]; then
    wait_because "the volume is too small to set the data aside: make room or enlarge it" " ($size KiB, and only $free KiB are free for the copy that replaces them)"
    return 1
  fi
  if [ "$1" = served-by-more ]; then rm -rf aside.*; fi
  aside=aside.$(date -u +%Y%m%dT%H%M%SZ)
  mkdir "$aside"
  for file in appendonlydir dump.rdb; do if [ -e "$file" ]; then mv "$file" "$aside/"; fi; done
  log "$2: set aside in $DATA/$aside ($size KiB), joins as a new node"
}
