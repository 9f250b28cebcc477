#!/usr/bin/env bash
# The tests run the scripts against real servers, under every shell and awk that the images have: these tools must be there.
# As root on Debian or Ubuntu, what is missing is installed; elsewhere this stops at once with the command to run.
set -eu

# command -> Debian package
tools='redis-server:redis-server redis-cli:redis-tools openssl:openssl shellcheck:shellcheck mawk:mawk gawk:gawk busybox:busybox dash:dash'

missing=''
for tool in $tools; do
  command -v "${tool%%:*}" > /dev/null || missing="$missing ${tool##*:}"
done
# nss_wrapper answers host names for a process alone: it is a library, not a command.
compgen -G '/usr/lib*/**/libnss_wrapper.so' > /dev/null || missing="$missing libnss-wrapper"
# A module for the servers to load.
[ -e /usr/lib/redis/modules/redisearch.so ] || missing="$missing redis-redisearch"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
  echo "the tests need tools that are not here; install them first:" >&2
  echo "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends$missing" >&2
  exit 1
fi

# Another apt may hold one of the locks, of which apt itself waits for dpkg's alone: tried again for five minutes, while it is for that.
apt() {
  local tries said
  for ((tries = 1; ; tries++)); do
    said=$(apt-get --quiet=2 --option DPkg::Lock::Timeout=60 "$@" 2>&1) && return
    if [[ $said != *'Could not get lock'* && $said != *'Unable to lock'* ]] || [ "$tries" -eq 60 ]; then
      echo "$said" >&2
      return 1
    fi
    [ "$tries" -gt 1 ] || echo 'another apt is at work: waiting for it'
    sleep 5
  done
}

echo "installing what the tests need:$missing"
# The package of redis-server starts a server, unless the machine has this policy.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt update
# shellcheck disable=SC2086 # a list of words
apt install --yes --no-install-recommends $missing
