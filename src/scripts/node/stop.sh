#!/bin/sh
# preStop: a master hands its slots to its best replica before the server is told to stop, so that its shard takes writes all the while.
# The turn and two attempts fit in 13 s (more where LINE_SECONDS says so); the rest of the grace period is the server's own. Whatever cannot be handed over
# is let go at once, and said.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/line.sh"
. "$here/found.sh"
SELF=${SELF:-127.0.0.1}
begun=$(date +%s)
# For the next start: a snapshot that is newer than this is the server's last word. (A `:` would end the script where the volume is full.)
true >"${DATA:-/var/lib/redis}/stopping"

# A hook's output goes nowhere: write to the container's log where that can be done.
say() {
  log "$*"
  if [ "$$" != 1 ] && [ -w /proc/1/fd/1 ]; then log "$*" >/proc/1/fd/1; fi
}
leave() { leave_line; say "$*"; exit 0; }

# On a busy node a handshake of TLS alone may take a second.
role() { echo ROLE | ask 2 "$SELF" | head -n 1; }

# The addresses of the replicas that are online, the one that has most first.
candidates() {
  echo 'INFO replication' | ask 1 "$SELF" | tr -d '\r' |
    sed -n 's/^slave[0-9]*:ip=\([^,]*\),port=[0-9]*,state=online,offset=\([0-9]*\),lag=[01]\(,.*\)\{0,1\}$/\2 \1/p' | sort -rn | sed 's/.* //'
}

# Those of them that all can vote for.
electable() {
  for candidate in $(candidates); do
    if [ "$(not_found_by "$candidate")" = 0 ]; then echo "$candidate"; fi
  done
}

# CLUSTER FAILOVER only starts the handover (the engine gives it up after 5 s): it is done when this node has become a replica.
hand_over_to() {
  say "master: hands over to $1"
  answer=$(echo 'CLUSTER FAILOVER' | ask 1 "$1")
  [ "$answer" = OK ] || { say "$1 answered: ${answer:-nothing}"; return 1; }
  until=$(($(date +%s) + 6))
  while [ "$(date +%s)" -lt "$until" ]; do
    case $(role) in slave) return 0 ;; '') leave "the server does not answer any more: let go at once" ;; esac
    sleep 0.1
  done
  say "$1 has not taken over within 5 s"
  return 1
}

case $(role) in
  master) ;;
  slave) leave "replica: stops at once" ;;
  *) leave "the server does not answer: let go at once" ;;
esac
case $(echo 'CLUSTER NODES' | ask 1 "$SELF" | grep myself) in *" connected") leave "master without slots: stops at once" ;; esac
[ -n "$(candidates)" ] || leave "master without an in-sync replica: its slots stop with it"

# Who has just come back is soon found by all. Not in line: others may go meanwhile.
while [ -z "$(electable)" ] && [ $(($(date +%s) - begun)) -lt "$LINE_SECONDS" ]; do sleep 0.2; done
wait_in_line
attempt=0
# However long the line was, one attempt there must be; another only where there is time.
while [ "$attempt" -eq 0 ] || { [ "$attempt" -eq 1 ] && [ $(($(date +%s) - begun)) -le $((LINE_SECONDS + 1)) ]; }; do
  attempt=$((attempt + 1))
  list=$({ electable; candidates; } | awk '!($0 in seen) { seen[$0]; print }')
  best=$(echo "$list" | sed -n "${attempt}p")
  [ -n "$best" ] || best=$(echo "$list" | head -n 1)
  [ -n "$best" ] || leave "master without an in-sync replica: its slots stop with it"
  if hand_over_to "$best"; then
    leave_line
    # Clients that still ask here are sent to the new master meanwhile.
    sleep 1
    leave "replica now: stops"
  fi
done
leave "no replica has taken over: the cluster has to elect one"
