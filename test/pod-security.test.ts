import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Manifest } from './synth';

const DIST = join(__dirname, '..', 'dist');

/** What each pod must say, by the path to it. */
const POD: [string, unknown][] = [
  ['automountServiceAccountToken', false],
  ['enableServiceLinks', false],
  ['securityContext.runAsNonRoot', true],
  ['securityContext.seccompProfile.type', 'RuntimeDefault'],
];

/** What each of its containers must say. */
const CONTAINER: [string, unknown][] = [
  ['securityContext.allowPrivilegeEscalation', false],
  ['securityContext.capabilities', { drop: ['ALL'] }],
  ['securityContext.readOnlyRootFilesystem', true],
  ['securityContext.runAsNonRoot', true],
  ['resources.requests.cpu', expect.stringMatching(/^\d+m?$/)],
  ['resources.requests.memory', expect.stringMatching(/^\d+Mi$/)],
];

/** What neither may have. */
const FORBIDDEN = ['hostNetwork', 'hostPID', 'hostIPC', 'securityContext.privileged', 'securityContext.procMount'];

interface Part {
  readonly where: string;
  readonly value: Manifest;
}

const examples = readdirSync(DIST).map((file) => file.replace('.k8s.yaml', ''));
const read = (example: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(DIST, `${example}.k8s.yaml`), 'utf8'), { version: '1.1' }).map((document) => document.toJS());

function podsOf(manifests: Manifest[]): Part[] {
  return manifests
    .map((manifest) => ({ where: `${manifest.kind}/${manifest.metadata.name}`, value: manifest.spec?.template?.spec }))
    .filter(({ value }) => value !== undefined);
}

function containersOf({ where, value }: Part): Part[] {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => value[list] ?? []);
  return containers.map((container: Manifest) => ({ where: `${where} ${container.name}`, value: container }));
}

function at(value: Manifest, path: string): unknown {
  return path.split('.').reduce((part, key) => part?.[key], value);
}

/** What is missing or too much, for every pod and container. */
function lacks(pods: Part[]): string[] {
  const containers = pods.flatMap(containersOf);
  const wanted = (parts: Part[], fields: [string, unknown][]) =>
    parts.flatMap(({ where, value }) =>
      fields.filter(([path, field]) => !matches(at(value, path), field)).map(([path]) => `${where}: ${path} is ${JSON.stringify(at(value, path))}`),
    );
  const refused = [...pods, ...containers].flatMap(({ where, value }) =>
    FORBIDDEN.filter((path) => at(value, path)).map((path) => `${where}: ${path}`),
  );
  const hostPaths = pods.filter(({ value }) => value.volumes?.some((volume: Manifest) => volume.hostPath)).map(({ where }) => `${where}: hostPath`);
  return [...wanted(pods, POD), ...wanted(containers, CONTAINER), ...refused, ...hostPaths];
}

function matches(value: unknown, field: unknown): boolean {
  try {
    expect(value).toEqual(field);
    return true;
  } catch {
    return false;
  }
}

test.each(examples)('every container of %s says all that least privilege asks for', (example) => {
  const pods = podsOf(read(example));
  expect(pods.map(({ where }) => where.split('/')[0])).toEqual(expect.arrayContaining(['StatefulSet', 'Job', 'Deployment']));
  expect(lacks(pods)).toEqual([]);
});

test.each(examples)('no ServiceAccount of %s has a token', (example) => {
  const accounts = read(example).filter(({ kind }) => kind === 'ServiceAccount');
  expect(accounts.map(({ automountServiceAccountToken: token }) => token)).toEqual([false]);
});

describe('what is missing is noticed', () => {
  /** The servers' pod of the quickstart with a field of it, or of its container, left out. */
  function without(path: string): Part {
    const [servers] = structuredClone(podsOf(read('quickstart')).filter(({ where }) => where.startsWith('StatefulSet/')));
    const keys = path.split('.');
    const field = keys.pop()!;
    const owner: Manifest = keys.reduce((part, key) => part[key], servers.value);
    expect(owner).toHaveProperty([field]);
    delete owner[field];
    return servers;
  }

  test.each(POD)('%s', (path) => {
    expect(lacks([without(path)])).toEqual([`StatefulSet/cache: ${path} is undefined`]);
  });

  test.each(CONTAINER)('%s of a container', (path) => {
    expect(lacks([without(`containers.0.${path}`)])).toEqual([`StatefulSet/cache redis: ${path} is undefined`]);
  });

  test('a container beside', () => {
    const [servers] = structuredClone(podsOf(read('quickstart')));
    servers.value.initContainers = [{ name: 'prepare', image: 'busybox', securityContext: { privileged: true } }];
    servers.value.hostNetwork = true;
    expect(lacks([servers])).toHaveLength(CONTAINER.length + 2);
  });
});
