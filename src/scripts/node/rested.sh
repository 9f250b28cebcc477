# Who may be elected: no process twice within four node timeouts. Redis 7.0 to 8.2 count the votes of a process's last election again when it is to take over within
# that time: it wins without asking anybody, with an epoch that is out of date, and writes that were acknowledged are lost. Sourced by stop.sh. Expects SELF.

# A process that has never asked for votes has none to count: the engine says how often it has asked since it started. One that has replicated from here for all of that time
# has not been elected in it: a master's links to its replicas end when it becomes a replica itself. Valkey begins each election at zero.
# One that is about to stop says so in its process title, for want of a setting of its own.
# 0: it may be elected; 1: not yet; 2: it does not say, or stops. Usage: rested HOST
rested() {
  case $(printf 'CONFIG GET proc-title-template\nINFO server\nCLUSTER INFO\n' | ask 1 "$1") in
    *' stops'*) return 2 ;;
    *valkey_version:*) return 0 ;;
    *cluster_stats_messages_auth-req_sent:[1-9]*) [ "$(link_age "$1")" -ge "$(election_rest)" ] ;;
    *cluster_state:*) return 0 ;;
    *) return 2 ;;
  esac
}

# For how many seconds a replica has replicated from here without a break.
link_age() {
  echo 'CLIENT LIST TYPE replica' | ask 1 "$SELF" | awk -v host="$1" '
    {
      address = age = ""
      for (f = 1; f <= NF; f++) if (index($f, "addr=") == 1) address = substr($f, 6); else if (index($f, "age=") == 1) age = substr($f, 5)
      sub(/:[0-9]*$/, "", address); gsub(/[][]/, "", address)
      if (address == host && age + 0 > oldest) oldest = age + 0
    }
    END { print oldest + 0 }'
}

election_rest() {
  echo 'CONFIG GET cluster-node-timeout' | ask 1 "$SELF" | awk 'NR == 2 { milliseconds = $1 } END { print int((milliseconds ? milliseconds : 15000) * 4 / 1000 + 0.999) }'
}
