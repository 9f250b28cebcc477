import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { schemaProblems } from './kubernetes-schema';
import { Manifest } from './synth';

const DIST = join(__dirname, '..', 'dist');
const EXAMPLES = readdirSync(join(__dirname, '..', 'dist')).map((file) => file.replace('.k8s.yaml', ''));

function read(example: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(DIST, `${example}.k8s.yaml`), 'utf8'), { version: '1.1' }).map((document) => document.toJS());
}

test.each(EXAMPLES)('the manifests of %s use nothing that Kubernetes 1.27 lacks', (example) => {
  const manifests = read(example);
  expect(manifests.map(({ kind }) => kind)).toContain('StatefulSet');
  expect(
    manifests.flatMap((manifest) => schemaProblems(manifest).map((problem) => `${manifest.kind} ${manifest.metadata.name}: ${problem}`)),
  ).toEqual([]);
});

describe('the schemas', () => {
  const manifest = (kind: string) => structuredClone([...read('quickstart'), ...read('tls-cert-manager')].find((each) => each.kind === kind));

  test.each([
    [
      'a field that came later',
      'Service',
      (it: Manifest) => (it.spec.trafficDistribution = 'PreferClose'),
      '/spec/trafficDistribution is no field of Kubernetes 1.27',
    ],
    [
      'one deep inside',
      'StatefulSet',
      (it: Manifest) => (it.spec.template.spec.containers[0].livenessProbe.command = ['x']),
      '/spec/template/spec/containers/0/livenessProbe/command is no field of Kubernetes 1.27',
    ],
    ['one of the object itself', 'Job', (it: Manifest) => (it.Spec = {}), '/Spec is no field of Kubernetes 1.27'],
    ['a wrong type', 'StatefulSet', (it: Manifest) => (it.spec.replicas = '6'), expect.stringMatching('/spec/replicas')],
    ['a missing field', 'StatefulSet', (it: Manifest) => delete it.spec.template, expect.stringMatching('template')],
    ['a field that a custom resource lacks', 'Certificate', (it: Manifest) => (it.spec.names = []), '/spec/names is no field in crds/'],
    ['a wrong type in one', 'Certificate', (it: Manifest) => (it.spec.privateKey.size = '256'), '/spec/privateKey/size must be integer'],
    [
      'a value that it does not have',
      'Certificate',
      (it: Manifest) => it.spec.usages.push('all'),
      expect.stringMatching('/spec/usages/4 must be one of'),
    ],
    ['a field that it wants', 'Certificate', (it: Manifest) => delete it.spec.issuerRef, "/spec must have required property 'issuerRef'"],
    ['a kind that came later', 'Service', (it: Manifest) => (it.kind = 'ServiceCIDR'), 'Kubernetes 1.27 has no v1 ServiceCIDR'],
  ])('refuse %s', (_, kind, spoil, problem) => {
    const spoilt = manifest(kind);
    expect(schemaProblems(spoilt)).toEqual([]);
    spoil(spoilt);
    expect(schemaProblems(spoilt)).toContainEqual(problem);
  });
});
