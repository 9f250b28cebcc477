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
