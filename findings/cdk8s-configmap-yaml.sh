#!/usr/bin/env bash
# Expected: a ConfigMap's text comes back as it was given from every YAML reader that kubectl and its like are built on.
# Happens, twice:
# - A value whose first line starts with a tab (a Makefile's recipe, a table) is written as a `|` block. libyaml refuses
#   the file: "found a tab character where an indentation space is expected". Readers that are not libyaml or a
#   translation of it take it, so the round trip through cdk8s's own Yaml.load shows nothing.
# - The string 0o17 is written without quotes: cdk8s quotes by the rules of YAML 1.1, where it is text. A reader that
#   knows YAML 1.2's octal numbers sees the number 15, and a ConfigMap's data must be strings.
set -euo pipefail

seen_before='tab, cdk8s Yaml.load: "\techo hi\nall:\n"
tab, libyaml: found a tab character where an indentation space is expected
0o17, cdk8s Yaml.load: "0o17"
0o17, yaml (1.2): 15
0o17, js-yaml: 15'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

{
  timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent \
    cdk8s@2.70.106 constructs@10.8.1 yaml@2.9.1 js-yaml@4.1.0 &&
  timeout 200 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --only-binary :all: --target "$dir/python" PyYAML==6.0.2
} || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > write.js <<'JS'
const { ApiObject, Chart, Testing, Yaml } = require('cdk8s');
for (const [file, value] of [['tab.yaml', '\techo hi\nall:\n'], ['octal.yaml', '0o17']]) {
  const chart = new Chart(Testing.app(), 'chart');
  new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { text: value } });
  Yaml.save(file, Testing.synth(chart));
}
JS
cat > read.js <<'JS'
const { Yaml } = require('cdk8s');
const [, , file, reader] = process.argv;
const text = require('fs').readFileSync(file, 'utf8');
const readers = {
  cdk8s: () => Yaml.load(file)[0],
  yaml: () => require('yaml').parse(text),
  jsYaml: () => require('js-yaml').load(text),
};
console.log(JSON.stringify(readers[reader]().data.text));
JS
cat > read.py <<'PY'
import yaml
try:
    with open('tab.yaml') as file:
        print(yaml.load(file, yaml.CSafeLoader)['data'])
except yaml.YAMLError as error:
    print(error.problem)
PY

timeout 60 node write.js
versions() { node -p "['cdk8s', 'yaml', 'js-yaml'].map((name) => name + ' ' + require(name + '/package.json').version).join(', ')"; }
echo "$(versions), PyYAML $(PYTHONPATH=python python3 -c 'import yaml; print(yaml.__version__, "with libyaml", yaml._yaml.get_version_string())')"
cat tab.yaml octal.yaml
seen="tab, cdk8s Yaml.load: $(timeout 60 node read.js tab.yaml cdk8s)
tab, libyaml: $(PYTHONPATH=python timeout 60 python3 read.py)
0o17, cdk8s Yaml.load: $(timeout 60 node read.js octal.yaml cdk8s)
0o17, yaml (1.2): $(timeout 60 node read.js octal.yaml yaml)
0o17, js-yaml: $(timeout 60 node read.js octal.yaml jsYaml)"
printf '\n%s\n' "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
