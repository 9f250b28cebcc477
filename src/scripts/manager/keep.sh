# The keeper's loop: feel that something has changed, then look and act until all is well again. Sourced by manage.sh.
#
# Feeling is cheap: one redis-cli per node that lives on and asks for one short line four times a second. A closed connection shows at the
# next question; a silent one by what is missing.
# shellcheck disable=SC2154,SC2031,SC2034 # tours.sh reads haste; look sets now, status and verdict; heal and heed run in one subshell

BEAT=0.25            # seconds between two questions
SILENT_BEATS=4       # so many missing answers are silence
HASTE_SECONDS=10     # of looks that do not wait long: by then the masters have missed whatever is silent
STEADY_SECONDS=5     # of looks of which none waits long, while the same pods are missing: slow ones would answer now and then, and a master is replaced meanwhile
LOOK_BEATS=40        # without any change, look all the same
STREAM_SECONDS=60    # of one connection: one that leads to where nobody is any more is closed by nobody

keep() {
  rm -f "$WORK/healthy"
  beats=0 told='' birth=''
  # shellcheck disable=SC2030,SC2031 # all that reads them runs in this subshell
  senses | {
    while :; do
      stand_by
      heal
      heed
    done
  }
}

# While a newer shape is mounted, the keeper that was made for it does the work.
stand_by() {
  while superseded; do
    rm -f "$WORK/healthy"
    progress "superseded: a newer shape is mounted, its own keeper takes over"
    date +%s >"$WORK/looked"
    sleep 5
  done
}

# Two keepers see a crash at the same moment, and a second FAILOVER within the milliseconds of the first one's election spoils it. So half of them
# wait a moment, and look again where the other has been at work.
stagger() {
  [ $(($(uname -n | cksum | cut -d ' ' -f 1) % 2)) -eq 1 ] || return 0
  sleep 0.25
  # shellcheck disable=SC2013 # one address a line
  for replica in $(sed -n 's/^do [0-9]* \([^ ]*\) CLUSTER FAILOVER FORCE$/\1/p' "$WORK/plan"); do
    case $(echo ROLE | ask 1 "$replica") in slave*) continue ;; esac
    observe
    decide "$mode" >"$WORK/plan"
    return
  done
}

# Looks until all is well; seldom when only a person, or time, can help.
heal() {
  since=$(date +%s)
  advised=no why='' missed='' steady=''
  begin_haste
  look
  while [ "$status" != "done" ]; do
    if [ "$status $detail" = "absent $missed" ] && [ $((now - since)) -lt "$STEADY_SECONDS" ]; then steady=yes; else steady=''; fi
    missed=$detail
    if [ $((now - since)) -ge 2 ]; then
      rm -f "$WORK/healthy"
      case $status in
        absent)
          # Not in haste: one whose address has gone costs seconds.
          [ -n "$haste" ] || why=$(refusal)
          detail=$detail$why
          progress "not healthy: missing $detail"
          if [ $((now - since)) -ge 60 ] && [ "$advised" = no ] && [ "${detail#*no answer}" != "$detail" ]; then
            advised=yes
            log "missing for a minute: ${detail}; if the Kubernetes node of those that do not answer (kubectl get pods -o wide) is gone for good, kubectl delete node it, and they start elsewhere"
          fi ;;
        waiting) progress "not healthy: waiting for $detail" ;;
        *) progress "not healthy: $verdict" ;;
      esac
    fi
    superseded && return
    # A birth is the Job's: it needs the processors more.
    [ -n "$born" ] || birth=yes
    if [ -z "$born" ]; then rest 200; elif [ -n "$birth" ]; then rest 100; elif [ $((now - since)) -lt 60 ]; then rest 25; else rest 200; fi
    [ $((now - since)) -lt "$HASTE_SECONDS" ] || { hasty=''; [ "$patience" -ge 2 ] || patience=2; }
    next_haste "$steady"
    look
  done
  birth=''
  judge_certificates
  if [ -n "$complaint" ]; then
    rm -f "$WORK/healthy"
    progress "not healthy: $complaint"
    return
  fi
  : >"$WORK/healthy"
  [ -z "$told" ] || { log "healthy again after $((now - since)) s"; told=''; }
}

# One line `ORDINAL FACTS` per node and beat, and `beat TIME`. Nobody reads while the keeper heals: the pipe fills, and all wait for it.
senses() {
  ordinal=0
  for pod in $PODS; do
    sense "$ordinal" "$pod$SUFFIX" &
    ordinal=$((ordinal + 1))
  done
  while sleep "$BEAT"; do
    read -r up _ </proc/uptime
    echo "beat ${up%.*}${up#*.}"
  done
}

# shellcheck disable=SC2016 # Lua
FACTS='local r = redis.call("info", "replication") local c = redis.call("cluster", "info") local facts = ARGV[1]
for _, name in ipairs({"role", "master_link_status"}) do facts = facts .. " " .. (r:match("\n" .. name .. ":(%w+)") or "-") end
for _, name in ipairs({"state", "slots_ok", "known_nodes", "current_epoch"}) do facts = facts .. " " .. (c:match("cluster_" .. name .. ":(%w+)") or "-") end
return facts'

# A stream that is not let in would go on without saying anything of use, so it begins only where somebody answers. Where nobody does the looks are quicker anyway.
sense() {
  while :; do
    if [ -z "${AUTH_USER:-}" ] || [ "$(echo PING | ask 1 "$2")" = PONG ]; then
      (within=$STREAM_SECONDS && client -h "$2" -p "$PORT" -r -1 -i "$BEAT" EVAL "$FACTS" 0 "$1" 2>/dev/null)
      case $? in 124 | 143) continue ;; esac # its time was up
    fi
    sleep 1
  done
}

# Ends when a node's facts change or its answers stay away, or it is time for a look. What was said while the keeper was healing is worth one look, not one for each
# change: those would take from the servers the time that they need to get well.
heed() {
  looked=$beats present=$(hundredths) changed=''
  while read -r who facts; do
    case $who in
      beat)
        beats=$((beats + 1))
        if [ -n "$present" ]; then
          looked=$beats
          [ "$facts" -ge "$present" ] || continue
          [ -z "$changed" ] || return
          present=''
        fi
        [ $((beats - looked)) -lt "$LOOK_BEATS" ] || return
        [ $((beats - looked)) -ge "$SILENT_BEATS" ] || continue
        ordinal=0
        for pod in $PODS; do
          eval "last=\${heard_$ordinal:-0}"
          # shellcheck disable=SC2154 # eval
          # If the look finds it well, its stream leads nowhere, and is not asked for until the next look is due.
          [ $((beats - last)) -lt "$SILENT_BEATS" ] || { eval "heard_$ordinal=$((beats + LOOK_BEATS))"; return; }
          ordinal=$((ordinal + 1))
        done ;;
      [0-9]*)
        eval "old=\${facts_$who:-\$facts} heard_$who=\$beats facts_$who=\$facts"
        # shellcheck disable=SC2154 # eval
        [ "$old" = "$facts" ] || changed=yes
        [ -n "$present" ] || [ -z "$changed" ] || return ;;
    esac
  done
}
