#!/usr/bin/env bash
# Expected: addJsonPatch, cdk8s's way to set what a class does not offer, puts into the manifest what the patch says.
# Happens: on an object of the generated classes (KubeService and so on, also under every cdk8s-plus construct) the
# patch runs before the generated code that keeps only what the schema of its Kubernetes version knows. So a field of a
# later Kubernetes (spec.trafficDistribution of a Service, on classes of 1.27) is dropped without a word, and a valid
# quantity, written the way every manifest writes it, becomes `null`: the claim that asked for 2Gi asks for nothing.
# The same patch on a plain ApiObject arrives; so does a quantity given as k8s.Quantity.
set -euo pipefail

seen_before='trafficDistribution on KubeService: undefined
trafficDistribution on ApiObject: PreferClose
storage "2Gi" on KubePersistentVolumeClaim: storage: null
storage Quantity on KubePersistentVolumeClaim: storage: 2Gi
storage "2Gi" on ApiObject: storage: 2Gi
memory "1Gi" on the container of a cdk8s-plus Deployment: memory: null'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' INT TERM

timeout 400 npm install --prefix "$dir" --no-audit --no-fund --silent --omit=optional \
  cdk8s-plus-27@2.9.5 cdk8s@2.70.106 constructs@10.8.1 || { echo 'cannot install the packages'; exit 1; }
cd "$dir"

cat > patch.js <<'JS'
const { ApiObject, Chart, JsonPatch, Testing, Yaml } = require('cdk8s');
const kplus = require('cdk8s-plus-27');
const { k8s } = kplus;

const patched = (build, path, value) => {
  const chart = new Chart(Testing.app(), 'chart');
  ApiObject.of(build(chart)).addJsonPatch(JsonPatch.add(path, value));
  return Testing.synth(chart)[0];
};
const line = (object, key) => Yaml.stringify(object).split('\n').map((text) => text.trim()).find((text) => text.startsWith(key));

const ports = [{ port: 80 }];
const traffic = ['/spec/trafficDistribution', 'PreferClose'];
const kubeService = (chart) => new k8s.KubeService(chart, 'web', { spec: { ports } });
const service = (chart) => new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Service', spec: { ports } });
console.log(`trafficDistribution on KubeService: ${patched(kubeService, ...traffic).spec.trafficDistribution}`);
console.log(`trafficDistribution on ApiObject: ${patched(service, ...traffic).spec.trafficDistribution}`);

const accessModes = ['ReadWriteOnce'];
const path = '/spec/resources/requests/storage';
const kubeClaim = (chart) => new k8s.KubePersistentVolumeClaim(chart, 'data', {
  spec: { accessModes, resources: { requests: { storage: k8s.Quantity.fromString('1Gi') } } },
});
const claim = (chart) => new ApiObject(chart, 'data', {
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { accessModes, resources: { requests: { storage: '1Gi' } } },
});
const quantity = k8s.Quantity.fromString('2Gi');
console.log(`storage "2Gi" on KubePersistentVolumeClaim: ${line(patched(kubeClaim, path, '2Gi'), 'storage:')}`);
console.log(`storage Quantity on KubePersistentVolumeClaim: ${line(patched(kubeClaim, path, quantity), 'storage:')}`);
console.log(`storage "2Gi" on ApiObject: ${line(patched(claim, path, '2Gi'), 'storage:')}`);

const deployment = (chart) => new kplus.Deployment(chart, 'web', { containers: [{ image: 'app', resources: {} }] });
const limits = patched(deployment, '/spec/template/spec/containers/0/resources', { limits: { memory: '1Gi' } });
console.log(`memory "1Gi" on the container of a cdk8s-plus Deployment: ${line(limits, 'memory:')}`);
JS

echo "cdk8s $(node -p "require('cdk8s/package.json').version"), cdk8s-plus-27 $(node -p "require('cdk8s-plus-27/package.json').version")"
seen=$(timeout 60 node patch.js)
echo "$seen"

if [ "$seen" != "$seen_before" ]; then
  printf '\nCHANGED, this was seen before:\n%s\n' "$seen_before"
  exit 1
fi
echo 'as seen before'
