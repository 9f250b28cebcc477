# One handover at a time in the whole cluster: two elections at the same moment divide the votes, and a replica that got too few may not ask again for four node
# timeouts. Who wants to hand over holds a connection of a known name to the owner of slot 0; the oldest of them goes first, and one that dies is out. Sourced by stop.sh.
# Expects SELF, POD_NAME, `here`, a folder of its own, and `begun`, the second from which it has LINE_SECONDS.
# shellcheck disable=SC2154 # stop.sh sets them

LINE_SECONDS=${LINE_SECONDS:-5} # then it goes without its turn: the pod is killed at the end of its grace period

# Returns when it is this node's turn.
wait_in_line() {
  line=''
  while [ $(($(date +%s) - begun)) -lt "$LINE_SECONDS" ]; do
    # The owner may be one of those in line, and another one the next time.
    owner=$(owner_of_slot_0)
    [ -n "$owner" ] || return
    [ "$owner" = "$line" ] || join_line "$owner"
    [ "$(first_in_line)" != "$POD_NAME" ] || return
    sleep 0.1
  done
}

join_line() {
  leave_line
  line=$1
  : >"$here/in-line.$line"
  # Nobody waits for its output: a hook ends when the last that could write to it has.
  { echo "CLIENT SETNAME handover:$POD_NAME"; while [ -e "$here/in-line.$line" ]; do sleep 0.1; done; } 2>/dev/null |
    ask $((LINE_SECONDS + 10)) "$line" >/dev/null 2>&1 &
}

leave_line() { rm -f "$here"/in-line.*; }

owner_of_slot_0() {
  echo 'CLUSTER NODES' | ask 1 "$SELF" | tr -d '\r' |
    sed -n 's/^[^ ]* \([^ ]*\):[0-9]*@[^ ]* [^ ]*master [^[]* connected 0\([- ].*\)\{0,1\}$/\1/p'
}

first_in_line() {
  echo 'CLIENT LIST' | ask 1 "$line" | sed -n 's/^id=\([0-9]*\) .* name=handover:\([^ ]*\) .*$/\1 \2/p' | sort -n | sed -n '1s/^[0-9]* //p'
}
