#!/usr/bin/env bash
# Expected: a PersistentVolumeClaim takes any size that Kubernetes takes; 512Mi and 1536Mi are ordinary ones.
# Happens: cdk8s-plus renders every claim in whole gibibytes. Size.mebibytes(512) is accepted by the constructor and
# throws at synth, while the same amount written as Size.gibibytes(0.5) comes out as `0.5Gi`: whether a size may be
# claimed depends on the unit it was spelled in. An emptyDir's sizeLimit with the same Size renders as `512Mi`.
set -euo pipefail

seen_before="claim of mebibytes(512): throws: '512 mebibytes' cannot be converted into a whole number of gibibytes.
claim of mebibytes(1536): throws: '1536 mebibytes' cannot be converted into a whole number of gibibytes.
claim of mebibytes(1024): 1Gi
claim of gibibytes(0.5): 0.5Gi
claim of gibibytes(1.5): 1.5Gi
emptyDir of mebibytes(512): 512Mi"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent --omit=optional \
  cdk8s-plus-27@2.9.5 cdk8s@2.70.106 constructs@10.8.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > sizes.js <<'JS'
const { Chart, Size, Testing } = require('cdk8s');
const kplus = require('cdk8s-plus-27');

const show = (what, build, read) => {
  const chart = new Chart(Testing.app(), 'chart');
  try {
    build(chart);
    console.log(`${what}: ${read(Testing.synth(chart)[0].spec)}`);
  } catch (error) {
    console.log(`${what}: throws: ${error.message.replace(/^.*Error: /s, '')}`);
  }
};
for (const [unit, amount] of [['mebibytes', 512], ['mebibytes', 1536], ['mebibytes', 1024], ['gibibytes', 0.5], ['gibibytes', 1.5]]) {
  show(`claim of ${unit}(${amount})`,
    (chart) => new kplus.PersistentVolumeClaim(chart, 'data', { storage: Size[unit](amount) }),
    (spec) => spec.resources.requests.storage);
}
show('emptyDir of mebibytes(512)',
  (chart) => new kplus.Pod(chart, 'pod', {
    containers: [{ image: 'app' }],
    volumes: [kplus.Volume.fromEmptyDir(chart, 'scratch', 'scratch', { sizeLimit: Size.mebibytes(512) })],
  }),
  (spec) => spec.volumes[0].emptyDir.sizeLimit);
JS

echo "cdk8s-plus-27 $(node -p "require('cdk8s-plus-27/package.json').version")"
seen=$(timeout 60 node sizes.js)
echo "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
