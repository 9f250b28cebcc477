#!/bin/sh
# A redis-cli that ends its caller, or somebody else: it passes commands on, and right after the KILL_AFTER-th that changes something, counted over all
# calls, it runs KILL, which kills the whole session with the manager in it unless something else is said. PASSED is a file with a line for each such
# command so far.
set -u
changing='^(CLUSTER (MEET|ADDSLOTS|DELSLOTS|SETSLOT|REPLICATE|FORGET|FAILOVER|RESET|SET-CONFIG-EPOCH)|CONFIG SET)'

commands=$(cat)
if ! printf '%s\n' "$commands" | grep -qE "$changing"; then
  printf '%s\n' "$commands" | "$REAL_CLI" "$@"
  exit
fi

exec 9>> "$PASSED.lock"
flock 9
left=$((KILL_AFTER - $(wc -l < "$PASSED")))
if [ "$left" -le 0 ] || [ "$(printf '%s\n' "$commands" | grep -cE "$changing")" -lt "$left" ]; then
  printf '%s\n' "$commands" | grep -E "$changing" >> "$PASSED"
  exec 9>&-
  printf '%s\n' "$commands" | "$REAL_CLI" "$@"
  exit
fi

before=$(printf '%s\n' "$commands" | awk -v changing="$changing" -v left="$left" '{ print } $0 ~ changing && ++passed == left { exit }')
printf '%s\n' "$before" | grep -E "$changing" >> "$PASSED"
printf '%s\n' "$before" | "$REAL_CLI" "$@" > /dev/null
eval "${KILL:-pkill -KILL --session 0}"
