#!/bin/sh
# Answers the kubelet by exit code and says why not. Usage: probe.sh startup | liveness | readiness
# Output is compared, never redis-cli's exit code: it is 0 on most error replies.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/found.sh"
SELF=${SELF:-127.0.0.1}

fails() { echo "$1"; exit 1; }

# A server that loads its data set, waits for its master or is busy with a script is alive, and so is a start that waits to know who has its data.
# One that does not answer is not, unless it works: a single slow command, or a large key that is loaded, can keep it for longer than a probe waits.
# Asked by the socket where there is one: an expired certificate is no reason to kill a server.
alive() {
  [ ! -e "$here/waiting" ] || exit 0
  answer=$(echo PING | ask_socket 2)
  case $answer in
    PONG | LOADING* | MASTERDOWN* | BUSY* | NOAUTH*) [ ! -e "$here/worked" ] || rm -f "$here/worked" ;;
    '') works || fails "no answer to PING" ;;
    *) fails "PING answered: $answer" ;;
  esac
}

# Has the server used the processor since the last time nobody answered? Ticks of user and system time, a hundredth of a second each.
works() {
  before=$(cat "$here/worked" 2>/dev/null)
  used=$(awk '{ sub(/.*[)] /, ""); print $12 + $13 }' "/proc/$(cat "$here/pid")/stat" 2>/dev/null) || return 1
  echo "$used" >"$here/worked"
  [ -n "$before" ] && [ $((used - before)) -gt 5 ]
}

# Ready: since this server started it has seen the cluster ok and been found by the others and by DNS, or the rollout would go on to a master whose replica nobody
# can vote for or no client finds; and it serves its slots or replicates with the link up. Trouble elsewhere does not count, or the loss of a shard or a quorum would
# empty the Service and stop the rollout that mends it.
ready() {
  [ ! -e "$here/waiting" ] || fails "start waits: $(cat "$here/waiting")"
  facts=$(printf 'PING\nCLUSTER INFO\nINFO replication\nCLUSTER NODES\n' | ask 2 "$SELF" | tr -d '\r')
  case $facts in
    PONG*) ;;
    '') why=$(tls_refusal "$SELF") && fails "no answer to PING${why:+: $why}" ;;
    *) fails "PING answered: $(echo "$facts" | head -n 1)" ;;
  esac
  if [ ! -e "$here/joined" ]; then
    case $facts in
      *cluster_state:ok*) ;;
      # Slots of others are not served, and it is not because this one is alone.
      *cluster_slots_fail:[1-9]* | *cluster_slots_pfail:[1-9]*) found "$SELF" || fails "nobody has found this server since it started" ;;
      *) fails "cluster_state has not been ok since this server started" ;;
    esac
    missing=$(not_found_by "$SELF")
    [ "$missing" = 0 ] || fails "${missing:-all} of the others have not found this server since it started"
    named "$here/unnamed" || fails "DNS does not give $POD_IP for the name of this pod yet"
    : >"$here/joined"
  fi
  case $facts in
    *role:master*) case $(echo "$facts" | grep myself) in *" connected") fails "a master without slots" ;; esac ;;
    *master_link_status:up*) ;;
    *) fails "the replication link is down" ;;
  esac
}

case ${1:-} in
  startup | liveness) alive ;;
  readiness) ready ;;
  *) fails "usage: probe.sh startup | liveness | readiness" ;;
esac
