#!/usr/bin/env bash
# Expected: `cdk8s synth --stdout` prints what the files would hold, as one stream of YAML documents.
# Happens: nothing stands between two charts, no `---`. The last object of one chart and the first of the next become
# one mapping with every key twice. Readers that let the last key win, cdk8s's own Yaml.load among them, see one object
# where two were written, and say nothing; strict readers refuse the whole stream.
# Which chart comes first is left to chance (the files are piped to stdout side by side), so the order is not compared.
set -euo pipefail

seen_before='separators: 0
objects written: 2
objects that cdk8s Yaml.load finds: 1
strict reader: Map keys must be unique'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent --omit=optional \
  cdk8s-cli@2.207.60 cdk8s@2.70.106 constructs@10.8.1 yaml@2.9.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"
export CDK8S_CHECK_UPGRADE=false

cat > main.js <<'JS'
const { App, Chart, ApiObject } = require('cdk8s');
const app = new App();
for (const colour of ['blue', 'green']) {
  new ApiObject(new Chart(app, colour), 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { colour } });
}
app.synth();
JS
printf 'app: node main.js\nlanguage: typescript\noutput: out\n' > cdk8s.yaml

cat > read.js <<'JS'
const { Yaml } = require('cdk8s');
const text = require('fs').readFileSync('stream.yaml', 'utf8');
console.log(`separators: ${text.split('\n').filter((line) => line.startsWith('---')).length}`);
console.log(`objects written: ${text.split('\n').filter((line) => line.startsWith('kind:')).length}`);
console.log(`objects that cdk8s Yaml.load finds: ${Yaml.load('stream.yaml').length}`);
const [error] = require('yaml').parseAllDocuments(text).flatMap((document) => document.errors);
console.log(`strict reader: ${error ? error.message.split(' at line')[0] : 'no complaint'}`);
JS

timeout 60 node_modules/.bin/cdk8s synth --stdout > stream.yaml
echo "cdk8s-cli $(timeout 60 node_modules/.bin/cdk8s --version), what it printed:"
cat stream.yaml
seen=$(timeout 60 node read.js)
printf '\n%s\n' "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
