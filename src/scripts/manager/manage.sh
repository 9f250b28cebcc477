#!/bin/sh
# The cluster manager: observe every node, plan the next safe actions, act, look again.
#   manage.sh form    gives the cluster its wanted shape, prints one table and ends (the Job)
#   manage.sh keep    heals it for ever (the keeper)
#   manage.sh alive   has this keeper looked lately? (its liveness probe)
# Safe to run at any time, by several at once, and after dying at any point: every look starts from what the nodes say.
set -u
WORK=${WORK:-/run/manager}

main() {
  mode=$1
  case $mode in
    form | keep) prepare; "$mode" ;;
    alive) [ $(($(date +%s) - $(cat "$WORK/looked"))) -lt 90 ] ;;
    *) echo "usage: manage.sh form | keep | alive" >&2; exit 64 ;;
  esac
}

# A mounted ConfigMap changes under a running pod, so everything is copied first, and all that runs is of one version. A kubelet may also mount
# what it had before: the pod says for which shape it was made, and waits for that.
prepare() {
  mounted=$(dirname "$0")
  made_for=${EXPECTED_HASH:-$(mounted_hash)}
  waited=0
  while superseded; do
    [ "$mode" = keep ] || [ "$waited" -lt 150 ] || { echo "manage: superseded: another shape is mounted than the one this pod was made for"; exit 0; }
    [ "$waited" -gt 0 ] || echo "manage: waits for its own shape to be mounted"
    date +%s >"$WORK/looked"
    waited=$((waited + 1))
    sleep 1
  done
  cp -L "$mounted"/* "$WORK"/ || { echo "manage: cannot copy $mounted to $WORK" >&2; exit 1; }
  . "$WORK/shape"
  . "$WORK/lib.sh"
  . "$WORK/keep.sh"
  . "$WORK/tours.sh"
  . "$WORK/without-dns.sh"
  . "$WORK/certificates.sh"
  . "$WORK/trust.sh"
  # shellcheck disable=SC2034 # keep.sh reads born
  now='' status='' detail='' verdict='' born=''
  # Seconds that a node has for its answers; less where it hurts to wait for those that are silent.
  # shellcheck disable=SC2034 # tours.sh reads them
  patience=2 haste='' usual=50
  SUFFIX=${SUFFIX-.$SERVICE.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN}
  plan=$(cat "$WORK"/*.awk)
  plan_tours
  await_files
  : >"$WORK/memory"
  await_password
  await_names
}

# A name that is asked for before its pod has an address is answered with "no such host" for 5 s and more, out of the DNS server's cache. The Service has another name,
# and leads to all pods that have an address. Pods that are created together with this one have theirs 1.5 s later, and a fresh server says ok 2 s after its start
# at the earliest.
# shellcheck disable=SC2154 # tours.sh sets nodes
await_names() {
  waits=0
  while [ "$waits" -lt "${FIRST_LOOK:-6}" ] && [ "$(addresses)" -lt "$nodes" ]; do
    sleep 0.25
    waits=$((waits + 1))
  done
}
# Of the family that has more: with two, a pod has an address of each.
addresses() {
  timeout 1 getent ahosts "${SUFFIX#.}" 2>/dev/null |
    awk '!seen[$1]++ { if ($1 ~ /:/) six++; else four++ } END { print (six > four ? six : four) + 0 }'
}

# The Secret may come later than this pod.
await_password() {
  waited=0
  until take_password; do
    [ "$waited" -gt 0 ] || log "waits for a password: $(fault "$AUTH_PASSWORD")"
    [ "$mode" = keep ] || [ "$waited" -lt "$WAIT" ] || end 8 "no-password: $(fault "$AUTH_PASSWORD")"
    date +%s >"$WORK/looked"
    waited=$((waited + 1))
    sleep 1
  done
}

take_password() { [ -z "${AUTH_USER:-}" ] || keep_passwords "$AUTH_USER" "$AUTH_PASSWORD" "$AUTH_PREVIOUS" false; }

mounted_hash() { sed -n "s/^SHAPE_HASH='\(.*\)'$/\1/p" "$mounted/shape"; }

superseded() { [ "$made_for" != "$(mounted_hash)" ]; }

# One look: sets status to the first word of the plan's verdict and detail to the rest.
look() {
  now=$(date +%s)
  began=$(hundredths)
  echo "$now" >"$WORK/looked"
  renew_certificates
  # One that has gone, or cannot be used, leaves those that are known.
  take_password
  observe
  decide "$mode" >"$WORK/plan"
  took=$(($(hundredths) - began))
  # Whoever staggers looks again, with the memory that it had: what another keeper has done it has not.
  read_plan >/dev/null
  [ -z "$forces$fixes" ] || stagger
  read_plan >"$WORK/memory"
  act
  [ "$status" = absent ] || usual=$took
}

# Of a second, since the machine has started.
hundredths() { read -r up _ </proc/uptime; echo "${up%.*}${up#*.}"; }

# What is in the plan; prints the memory for the next look. A keeper on nodes that are short of CPU is as quick as it starts few programs.
# shellcheck disable=SC2034 # keep.sh and trust.sh read detail
read_plan() {
  says='' commands='' later='' forces='' fixes='' verdict=''
  while read -r word rest; do
    case $word in
      remember) echo "@remember $rest" ;;
      say) says=yes ;;
      fix) fixes="$fixes $rest" ;;
      do) commands=yes; case $rest in *'FAILOVER FORCE') forces=yes ;; esac ;;
      then | last) later=yes ;;
      late) ;;
      *) verdict="$word${rest:+ $rest}" ;;
    esac
  done <"$WORK/plan"
  status=${verdict%% *} detail=${verdict#* }
}

# Usage: decide form | keep | table
decide() {
  awk -v mode="$1" -v now="$now" -v shards="$SHARDS" -v replicas="$REPLICAS" -v port="$PORT" -v wanted="$NODE_TIMEOUT" -v strict="$ANNOUNCED" \
    -v lossPolicy="${ON_SHARD_LOSS:-manual}" -v quorumPolicy="${ON_QUORUM_LOSS:-wait}" -v takeOverAfter="${TAKE_OVER_AFTER:-60}" \
    -v swaps="${SWAP_REPLICAS:-no}" "$plan" "$WORK/snapshot"
}

# Says what is done and why, and does it.
act() {
  [ -z "$says" ] || sed -n 's/^say /manage: /p' "$WORK/plan"
  [ -z "$commands" ] || send 'do'
  # Nodes that meet know each other 0.1 to 0.2 s later.
  [ -z "$later" ] || { nap 50; send 'then'; send last; }
  # shellcheck disable=SC2034 # client reads within
  # What is not done within the minute goes on in the next: whoever does not look for longer is taken for dead.
  for node in $fixes; do (within=60 && client --cluster fix "$node:$PORT" | tail -n 5); done
}

form() {
  started=$(date +%s)
  since=$started
  before='' told='' refusals=0
  begin_haste
  while :; do
    superseded && end 0 "superseded: a newer shape is mounted, its own Job takes over"
    look
    if [ "$status" = absent ]; then next_haste; else haste=''; fi
    [ "$status" = "$before" ] || { before=$status; since=$now; }
    [ "$status" = refused ] || refusals=0
    case $status in
      done)
        end 0 "done: $SHARDS shards with $REPLICAS replicas each, healthy, after $(($(date +%s) - started)) s" ;;
      refused)
        # A node that has just come may not have told its name to all yet: what stands in three looks is so.
        refusals=$((refusals + 1))
        [ "$refusals" -lt 3 ] || end 3 "$verdict"
        rest 100 ;;
      absent)
        detail=$detail$(refusal)
        progress "waiting for $detail"
        [ $((now - started)) -lt "$WAIT" ] || end 4 "pods-missing: after $WAIT s still $detail"
        if [ $((now - since)) -lt 60 ]; then rest 30; else rest 200; fi ;;
      waiting)
        [ $((now - since)) -lt 3 ] || progress "waiting for $detail"
        [ $((now - since)) -lt 300 ] || end 5 "unhealthy: after 300 s still waiting for $detail"
        # A birth is short, and everybody waits for it.
        if [ $((now - since)) -lt 10 ]; then await_meeting; else rest 100; fi ;;
      *)
        end 6 "no-plan: ${verdict:-awk gave nothing}" ;;
    esac
  done
}

# At least so many hundredths of a second, and as long as a look takes when all answer: on nodes that are short of CPU looks take long, and looking without
# a pause would take what the servers need to get well.
rest() {
  pause=$usual
  if [ -n "$haste" ] || [ "$pause" -lt "$1" ]; then pause=$1; fi
  nap "$pause"
}
nap() { sleep "$(seconds "$1")"; }
seconds() { echo "$(($1 / 100)).$(($1 / 10 % 10))$(($1 % 10))"; }

# Says what has changed, once.
progress() {
  [ "$told" = "$1" ] || log "$1"
  told=$1
}

# Usage: end EXIT-CODE REASON
end() {
  if [ -s "$WORK/snapshot" ]; then decide table; fi
  log "$2"
  judge_certificates
  [ -z "$complaint" ] || log "$complaint"
  exit "$1"
}

main "$@"
exit
