#!/usr/bin/env bash
# Expected: app.synth() asks each validation that a construct carries once; the work grows with the number of charts.
# Happens: every chart, when it is written, validates (and orders the dependencies of) the whole app again. A validation
# runs once for the app and once more for each chart: with one on every chart that is N x (N + 1) calls, 10,100 for 100
# charts. The output type decides: FOLDER_PER_CHART_FILE_PER_RESOURCE asks each validation once.
set -euo pipefail

seen_before='FILE_PER_CHART: 1 charts, 2 calls
FILE_PER_CHART: 10 charts, 110 calls
FILE_PER_CHART: 100 charts, 10100 calls
FOLDER_PER_CHART_FILE_PER_RESOURCE: 100 charts, 100 calls'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent \
  cdk8s@2.70.106 constructs@10.8.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > calls.js <<'JS'
const { ApiObject, App, Chart, YamlOutputType } = require('cdk8s');

const types = [['FILE_PER_CHART', 1], ['FILE_PER_CHART', 10], ['FILE_PER_CHART', 100], ['FOLDER_PER_CHART_FILE_PER_RESOURCE', 100]];
for (const [type, charts] of types) {
  let calls = 0;
  const app = new App({ outdir: `${type}-${charts}`, yamlOutputType: YamlOutputType[type] });
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `chart-${i}`);
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    chart.node.addValidation({ validate: () => { calls++; return []; } });
  }
  app.synth();
  console.log(`${type}: ${charts} charts, ${calls} calls`);
}
JS

echo "cdk8s $(node -p "require('cdk8s/package.json').version")"
seen=$(timeout 120 node calls.js)
echo "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
