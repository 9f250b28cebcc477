#!/usr/bin/env bash
# Are the committed files that are made from the sources what the sources make? Makes them anew in build/drift/ and compares; changes nothing else.
# Expects a built package (npm run build).
set -eu
cd "$(dirname "$0")/.."

made=build/drift
rm -rf "$made"
mkdir -p "$made"

npx tsc -p tsconfig.examples.json
CDK8S_OUTDIR=$made/dist node tools/run-examples.mjs
npx jsii-docgen --output "$made/API.md"
node tools/options.mjs > "$made/options.md"

status=0
# compare COMMITTED MADE COMMAND: the command writes what is missing
compare() {
  diff --recursive --brief "$1" "$2" && return
  diff --recursive --unified=1 "$1" "$2" | head -n 40
  echo "drift: $1 is not what the sources make: \`$3\` writes it anew" >&2
  status=1
}
compare dist "$made/dist" 'npm run synth'
compare docs/API.md "$made/API.md" 'npm run docs'
compare docs/options.md "$made/options.md" 'npm run docs'
exit "$status"
