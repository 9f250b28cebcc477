#!/bin/sh
# preStop: a master hands its slots to its best replica before the server is told to stop, so that its shard takes writes all the while. Where no replica is in sync it waits
# for one. HANDOVER_SECONDS of the grace period are for that, the rest is the server's own. Whatever cannot be handed over is let go, and said.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/line.sh"
. "$here/found.sh"
. "$here/rested.sh"
SELF=${SELF:-127.0.0.1}
HANDOVER_SECONDS=${HANDOVER_SECONDS:-13}
end=$(($(date +%s) + HANDOVER_SECONDS))
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

# Those of them that may be elected and are not about to stop, first those that all can vote for.
electable() {
  later=''
  for candidate in $(candidates); do
    rested "$candidate" || continue
    if [ "$(not_found_by "$candidate")" = 0 ]; then echo "$candidate"; else later="$later $candidate"; fi
  done
  # shellcheck disable=SC2086 # a list of words
  [ -n "${1:-}" ] || [ -z "$later" ] || printf '%s\n' $later
}

# The first that has not been tried, or else the first.
next_candidate() {
  first=''
  for candidate in $(electable); do
    first=${first:-$candidate}
    case $tried in *" $candidate "*) ;; *) first=$candidate; break ;; esac
  done
  echo "$first"
}

# A replica that is about to stop must not be handed anything (rested.sh). It says so before it looks what it is: it is passed over, or finds itself to be the master.
announce_stop() {
  title=$(echo 'CONFIG GET proc-title-template' | ask 1 "$SELF" | sed -n 2p)
  [ -z "$title" ] || echo "CONFIG SET proc-title-template \"$title stops\"" | ask 1 "$SELF" >/dev/null
}

# Does anybody replicate from here, or did before it went? Usage: has_replica CLUSTER-NODES
has_replica() {
  echo "$1" | awk '/myself/ { me = $1 } { master[$4] } END { exit !(me in master) }' || is_connected
}

# Where all is being removed the Service goes as well, and nobody comes any more. (A replica's own name is gone for some seconds between two of its pods.) A DNS that
# does not answer says nothing of that.
may_come() { is_connected || resolves 2 "$SERVICE_NAME.$POD_NAMESPACE" || ! resolves 2 kubernetes.default; }

# A replica that has just become one may be known by its connection alone.
is_connected() { echo 'INFO replication' | ask 1 "$SELF" | grep -q '^slave0:'; }

left() { echo $((end - $(date +%s))); }

await_candidate() {
  [ -n "$(candidates)" ] || say "master without an in-sync replica: waits for one"
  until [ -n "$(candidates)" ]; do
    [ "$(left)" -gt 2 ] || leave "no replica is in sync after $((HANDOVER_SECONDS - 2)) s: the slots stop with their master"
    may_come || leave "the Service is gone, and no replica comes any more: the slots stop with their master"
    case $(role) in slave) leave "replica now: stops" ;; '') leave "the server does not answer any more: let go at once" ;; esac
    sleep 0.3
  done
}

# CLUSTER FAILOVER only starts the handover (the engine gives it up after 5 s): it is done when this node has become a replica.
hand_over_to() {
  say "master: hands over to $1"
  answer=$(echo 'CLUSTER FAILOVER' | ask 1 "$1")
  [ "$answer" = OK ] || { say "$1 answered: ${answer:-nothing}"; return 1; }
  accepted=$((accepted + 1))
  until=$(($(date +%s) + 6))
  [ "$until" -le "$end" ] || until=$end
  while [ "$(date +%s)" -lt "$until" ]; do
    case $(role) in slave) return 0 ;; '') leave "the server does not answer any more: let go at once" ;; esac
    sleep 0.1
  done
  say "$1 has not taken over within 5 s"
  return 1
}

announce_stop
case $(role) in
  master) ;;
  slave) leave "replica: stops at once" ;;
  *) leave "the server does not answer: let go at once" ;;
esac
nodes=$(echo 'CLUSTER NODES' | ask 1 "$SELF")
case $(echo "$nodes" | grep myself) in *" connected") leave "master without slots: stops at once" ;; esac
has_replica "$nodes" || leave "master without a replica: the slots stop with it"

# One that takes no orders, or goes itself, is not the end: others may be there, or come. But a handover that does not end costs the shard five seconds: twice at most.
tried=' ' accepted=0 waits=''
while [ "$accepted" -lt 2 ]; do
  begun=$(date +%s)
  if [ -z "$(electable found)" ]; then
    await_candidate
    begun=$(date +%s)
    [ "$LINE_SECONDS" -lt "$(left)" ] || LINE_SECONDS=$(($(left) - 1))
    # Who has just come back is soon found by all. Not in line: others may go meanwhile.
    while [ -z "$(electable found)" ] && [ $(($(date +%s) - begun)) -lt "$LINE_SECONDS" ]; do sleep 0.2; done
  fi
  [ -z "$(candidates)" ] || wait_in_line
  best=$(next_candidate)
  if [ -n "$best" ]; then
    if hand_over_to "$best"; then
      leave_line
      # Clients that still ask here are sent to the new master meanwhile.
      sleep 1
      leave "replica now: stops"
    fi
    tried="$tried$best "
  else
    for candidate in $(candidates); do
      rested "$candidate"
      [ $? -eq 1 ] || continue
      why="$candidate was elected less than four node timeouts ago, and its old votes would count"
      [ $(($(election_rest) - $(link_age "$candidate"))) -le $(($(left) - 5)) ] || leave "$why: the slots stop with their master"
      [ -n "$waits" ] || say "$why: waits until they do not"
      waits=yes
      sleep 1
    done
  fi
  leave_line
  [ "$(left)" -gt 2 ] || break
  sleep 0.3
done
leave "no replica has taken over: the cluster has to elect one"
