# A master whose process has died hands over before it starts again: it would not take writes for two seconds (the engine's CLUSTER_WRITABLE_DELAY), or for as long as its data
# set loads, and its replica can at once. Nobody knows better that it is down; but only where this is still the same pod. Sourced by start.sh. Expects DATA (the current folder), PORT.

TAKES_OVER=15 # tenths of a second that it waits for the replica

hand_over_after_crash() {
  me=$(awk '/myself,master/ && NF > 8 { print $1 }' nodes.conf 2>/dev/null)
  [ -n "$me" ] || return 0
  heard=$(last_heard "$me")
  [ -n "$heard" ] || return 0
  most=-1 best=''
  for host in $(replica_hosts); do
    # It has another shard's data until its first copy of this one's has come.
    [ "$(echo 'CONFIG GET cluster-replica-no-failover' | ask 1 "$host" | sed -n 2p)" != yes ] || continue
    offset=$(ask_to_take_over "$host" "$me" $((heard + 1)) first)
    case $offset in *[!0-9]* | '') continue ;; esac
    if [ "$offset" -gt "$most" ]; then most=$offset best=$host; fi
  done
  [ -n "$best" ] || return 0
  answer=$(ask_to_take_over "$best" "$me" $((heard + 1)) now)
  [ "$answer" = OK ] || return 0
  tries=0
  while [ "$tries" -lt "$TAKES_OVER" ]; do
    case $(echo ROLE | ask 1 "$best") in master*) log "the server crashed as a master: $best has taken over"; return ;; esac
    sleep 0.1
    tries=$((tries + 1))
  done
  log "the server crashed as a master, and $best has not taken over: goes on as before"
}

# For how many seconds another master has not heard this one; nothing where none answers, and none could vote. Usage: last_heard ID
last_heard() {
  for voter in $(awk '!/myself/ && NF > 8 { split($2, a, ","); if (a[2] != "") print a[2] }' nodes.conf | head -n 2); do
    age=$(printf 'TIME\nCLUSTER NODES\n' | ask 1 "$voter" | awk -v id="$1" 'NR == 1 { now = $1 } $1 == id { heard = $6 / 1000 } END { if (heard) print int(now - heard) }')
    [ -z "$age" ] || { echo "$age"; return; }
  done
}

# What the replica has, if it lost its master when that died and not before, and has not asked for votes already (rested.sh); with `now` it is elected as well.
# Usage: ask_to_take_over HOST ID SECONDS first | now
# shellcheck disable=SC2034 # client reads within
ask_to_take_over() { (within=1 && client -h "$1" -p "$PORT" EVAL "$TAKE_OVER" 0 "$2" "$3" "$4" 2>/dev/null); }
# shellcheck disable=SC2016 # Lua
TAKE_OVER='local r, c = redis.call("info", "replication"), redis.call("cluster", "info")
local down, offset = tonumber(r:match("master_link_down_since_seconds:(%d+)")), r:match("slave_repl_offset:(%d+)")
local follows = redis.call("cluster", "nodes"):match("myself,slave (%x+)")
local voted = c:match("auth%-req_sent:[1-9]") and not redis.call("info", "server"):find("valkey_version")
if follows ~= ARGV[1] or not down or down > tonumber(ARGV[2]) or offset == "0" or voted then return "no" end
if ARGV[3] == "now" then return redis.call("cluster", "failover", "force") end
return offset'
