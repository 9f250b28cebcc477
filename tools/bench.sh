#!/usr/bin/env bash
# Runs the benchmarks named, or all that need nothing but this machine (the executable ones), against the built package; each result goes to bench/results/ as well.
#   npm run bench [-- NAME...]
set -u
cd "$(dirname "$0")/.." || exit

npm run --silent build || exit
mkdir -p bench/results
# shellcheck disable=SC2046 # names, one word each
[ $# -gt 0 ] || set -- $(find bench -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort)

status=0
for name in "$@"; do
  printf '\n==> bench/%s\n' "$name"
  node "bench/$name" > "bench/results/${name%.*}.txt" || status=1
  cat "bench/results/${name%.*}.txt"
done
exit $status
