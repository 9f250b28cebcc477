# Who has found a node since it came back, perhaps with another address. Sourced by stop.sh and probe.sh.
# An election depends on it: a vote goes over the voter's own connection, the votes of former masters do not count, and a replica that got too few may not ask
# again for four node timeouts. The node itself may not know yet who the masters are, so that each counts.

# How many nodes, but those that it takes for failing, have no connection to the node; nothing where it does not answer. Usage: not_found_by HOST
not_found_by() {
  printf 'CLUSTER NODES\nCLUSTER LINKS\n' | ask 1 "$1" | tr -d '\r' | awk '
    NF > 7 && $3 ~ /myself/ { answers = 1 }
    NF > 7 && $3 !~ /myself|fail|handshake|noaddr/ { missing[$1] }
    $0 == "to" || $0 == "from" { direction = $0 }
    direction == "from" { delete missing[$0] }
    END { for (id in missing) count++; if (answers) print count + 0 }'
}

# Has anybody found it? Usage: found HOST
found() { echo 'CLUSTER LINKS' | ask 1 "$1" | grep -q '^from'; }

# Does DNS give this pod's address for its name? Clients come by name: a former address leads them into silence, for as long as they take to give up connecting.
# The dot at the end has getent pass over /etc/hosts, which has the name of its own pod. Who has asked for NAME_SECONDS asks no more: DNS may be down, and no rollout waits
# for it. Usage: named FILE, to keep the time of the first question in
named() {
  if [ -z "${NAME_SECONDS:-}" ]; then return 0; fi
  command -v getent >/dev/null 2>&1 || return 0
  asked=$(cat "$1" 2>/dev/null) || { asked=$(date +%s) && echo "$asked" >"$1"; }
  host=$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN
  case " $(timeout 1 getent ahosts "$host." | awk '{ printf "%s ", $1 }')" in *" $POD_IP "*) return 0 ;; esac
  [ $(($(date +%s) - asked)) -ge "$NAME_SECONDS" ]
}
