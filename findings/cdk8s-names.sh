#!/usr/bin/env bash
# Expected: Names.toDnsLabel, and so every name that cdk8s makes for an object, is a DNS label that tells ids apart: its
# own documentation says "contain only lowercase alphanumeric characters or '-'". Kubernetes refuses `_` in the
# name of a ConfigMap, Pod, Service and most others, and `.` in a Service's.
# Happens: `_` and `.` stay as they are. And the words "default" and "resource" vanish from inside an id when they stand
# between hyphens: "web" and "web-default" get one name, so without the hash two different objects fall on one name and
# the second one applied replaces the first.
set -euo pipefail

seen_before='web_server -> chart-web_server
web.server -> chart-web.server
web -> chart-web
web-default -> chart-web
default-web -> chart-web
web-resource -> chart-web
web-defaults -> chart-web-defaults
ConfigMaps in one chart: chart-web (for web), chart-web (for web-default)'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent \
  cdk8s@2.70.106 constructs@10.8.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > names.js <<'JS'
const { ApiObject, Chart, Names, Testing } = require('cdk8s');
const { Construct } = require('constructs');

for (const id of ['web_server', 'web.server', 'web', 'web-default', 'default-web', 'web-resource', 'web-defaults']) {
  const construct = new Construct(new Chart(Testing.app(), 'chart'), id);
  console.log(`${id} -> ${Names.toDnsLabel(construct, { includeHash: false })}`);
}
const chart = new Chart(Testing.app(), 'chart', { disableResourceNameHashes: true });
for (const id of ['web', 'web-default']) {
  new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', data: { for: id } });
}
console.log(`ConfigMaps in one chart: ${Testing.synth(chart).map((o) => `${o.metadata.name} (for ${o.data.for})`).join(', ')}`);
JS

echo "cdk8s $(node -p "require('cdk8s/package.json').version")"
seen=$(timeout 60 node names.js)
echo "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
