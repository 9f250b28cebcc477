#!/usr/bin/env bash
# Expected: YamlOutputType.FILE_PER_RESOURCE, "Each resource is output to its own file", writes as many files as there
# are objects.
# Happens: a file is called Kind.name.k8s.yaml, without the namespace. Two objects of one kind and name in two
# namespaces, as ordinary as a ConfigMap per team, share a file: the later one overwrites the earlier, no word of it is
# said, and `kubectl apply -f` of the folder never creates the first. FILE_PER_CHART writes both.
set -euo pipefail

seen_before='FILE_PER_CHART: blue.k8s.yaml [blue], green.k8s.yaml [green]
FILE_PER_RESOURCE: ConfigMap.settings.k8s.yaml [green]'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent \
  cdk8s@2.70.106 constructs@10.8.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > files.js <<'JS'
const { ApiObject, App, Chart, Yaml, YamlOutputType } = require('cdk8s');
const { readdirSync } = require('fs');

for (const type of ['FILE_PER_CHART', 'FILE_PER_RESOURCE']) {
  const app = new App({ outdir: type, yamlOutputType: YamlOutputType[type] });
  for (const team of ['blue', 'green']) {
    const chart = new Chart(app, team, { namespace: team });
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { team } });
  }
  app.synth();
  const files = readdirSync(type).sort().map((file) => {
    const namespaces = Yaml.load(`${type}/${file}`).map((object) => object.metadata.namespace);
    return `${file} [${namespaces}]`;
  });
  console.log(`${type}: ${files.join(', ')}`);
}
JS

echo "cdk8s $(node -p "require('cdk8s/package.json').version")"
seen=$(timeout 60 node files.js)
echo "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
