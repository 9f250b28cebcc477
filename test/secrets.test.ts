import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { Manifest } from './synth';

// Manifests are committed and read by many: a password, a private key or a certificate has no place in them, only the name of the Secret that has it.
const DIST = join(__dirname, '..', 'dist');
const read = (file: string): string => readFileSync(join(DIST, file), 'utf8');

/** The library of the example's application, as it is published: the certificates of authorities in it are no secret. */
const withoutLibrary = (text: string): string => text.replace(/\n {2}ioredis\.js: \|\n(?: {4}.*\n|\n)+/, '\n');

/** Judged in the text itself, whatever it is part of. Our scripts name the first line of a certificate, without one. */
const KEYS: [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/],
  ['a certificate', /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----(\s|\\n)+[A-Za-z0-9+/]{16}/],
  ['a key or certificate in base64', /LS0tLS1CRUdJTi/], // -----BEGIN
];

/** Passwords where servers and clients take them. What begins with $ or % is a variable's or a printf's, and comes from elsewhere. */
const LITERAL = `["']?[^\\s$%"']`;
const PASSWORDS: [string, RegExp][] = [
  ['a password of a server', new RegExp(`(^\\s*|CONFIG SET |--)(requirepass|masterauth|tls-(client-)?key-file-pass)\\s+${LITERAL}`, 'im')],
  ['a password of a user', /^\s*(ACL SETUSER|user) .*\s>\S/im],
  ['a hash of a password', /(^|\s)#[0-9a-f]{64}\b/m],
  ['a password of a client', new RegExp(`REDISCLI_AUTH=${LITERAL}|redis-cli\\b.*\\s(-a|--pass)\\s+${LITERAL}|\\bAUTH\\s+${LITERAL}`)],
  ['a password in a URL', /\w:\/\/[^\s/:@]*:[^\s/@$%]+@/],
];
const NAME_OF_PASSWORD = /pass(word|wd|phrase)?$|token$/i;
const VARIABLE_OF_PASSWORD = /PASS|SECRET|TOKEN|CREDENTIAL|AUTH$|PREVIOUS$/i;

/** What is secret in manifests, and where, without saying it. */
function secretsIn(text: string): string[] {
  const manifests: Manifest[] = parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS());
  return [...found(KEYS, text), ...manifests.flatMap((manifest) => inObject(manifest))];
}

function found(kinds: [string, RegExp][], text: string): string[] {
  return kinds.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
}

function inObject(manifest: Manifest): string[] {
  if (manifest.kind === 'List') return manifest.items.flatMap(inObject);
  const where = `${manifest.kind}/${manifest.metadata?.name}`;
  const secret = manifest.kind === 'Secret' ? [`${where}: a Secret`] : [];
  return [...secret, ...inPart(manifest, where, namesOfSecrets(manifest.spec?.template?.spec))];
}

/** What the variables of a pod may say: the name of a Secret that it mounts, or the path of a file from one. */
function namesOfSecrets(pod: Manifest): string[] {
  const volumes: Manifest[] = pod?.volumes ?? [];
  const projected = volumes.flatMap((volume) => volume.projected?.sources ?? []).flatMap(({ secret }) => secret ?? []);
  const paths = projected.flatMap((secret) => secret.items ?? []).map(({ path }) => path);
  return [...volumes.flatMap(({ secret }) => secret?.secretName ?? []), ...projected.map(({ name }) => name), ...paths];
}

function inPart(part: Manifest, where: string, names: string[]): string[] {
  if (typeof part === 'string') return found(PASSWORDS, part).map((what) => `${where}: ${what}`);
  if (typeof part !== 'object' || part === null) return [];
  const own: string[] = [];
  // A command and its arguments.
  if (Array.isArray(part) && part.every((word) => typeof word === 'string')) return inPart(part.join(' '), where, names);
  if (typeof part.value === 'string' && VARIABLE_OF_PASSWORD.test(part.name) && part.value && !names.includes(part.value))
    own.push(`${where}: the variable ${part.name}`);
  for (const [key, value] of Object.entries(part)) {
    if (typeof value === 'string' && NAME_OF_PASSWORD.test(key) && value) own.push(`${where}: the value of ${key}`);
    // The file `users`: name, password, former password, rules. Only the rules could have one.
    if (key === 'users' && typeof value === 'string' && /\s>\S/.test(value)) own.push(`${where}: a password of a user`);
    own.push(...inPart(value, where, names));
  }
  return own;
}

test('each example has its manifests', () => {
  const examples = readdirSync(join(__dirname, '..', 'examples')).filter((file) => file.endsWith('.ts'));
  expect(readdirSync(DIST)).toEqual(examples.map((file) => file.replace('.ts', '.k8s.yaml')));
});

test.each(readdirSync(DIST))('%s has no secret in it', (file) => {
  expect(secretsIn(withoutLibrary(read(file)))).toEqual([]);
});

const body = Buffer.from('nothing that anybody could use: it is for this test').toString('base64');
const pem = (of: string): string => `-----BEGIN ${of}-----\n${body}\n-----END ${of}-----\n`;
const object = (kind: string, fields: object): string => `---\n${stringify({ apiVersion: 'v1', kind, metadata: { name: 'planted' }, ...fields })}`;
const added =
  (kind: string, fields: object) =>
  (text: string): string =>
    text + object(kind, fields);
const changed =
  (text: string, into: string) =>
  (manifests: string): string =>
    manifests.replace(text, () => into);

/** What is planted, into which manifests, and what must be found then. */
const PLANTED: [string, (manifests: string) => string, string[], string?][] = [
  ['a Secret', added('Secret', { stringData: { 'a.conf': 'x' } }), ['Secret/planted: a Secret']],
  ['a Secret in a List', added('List', { items: [{ kind: 'Secret', metadata: { name: 'inner' } }] }), ['Secret/inner: a Secret']],
  ['a private key', added('ConfigMap', { data: { 'tls.key': pem('PRIVATE KEY') } }), ['a private key']],
  ['an RSA key', added('ConfigMap', { data: { 'tls.key': pem('RSA PRIVATE KEY') } }), ['a private key']],
  ['a key on one line', (text) => `${text}\n# ${JSON.stringify(pem('EC PRIVATE KEY'))}\n`, ['a private key']],
  ['a certificate', added('ConfigMap', { data: { 'ca.crt': pem('CERTIFICATE') } }), ['a certificate']],
  ['a certificate on one line', (text) => `${text}\n# ${JSON.stringify(pem('CERTIFICATE'))}\n`, ['a certificate']],
  [
    'a certificate in base64',
    added('ConfigMap', { binaryData: { 'ca.crt': Buffer.from(pem('CERTIFICATE')).toString('base64') } }),
    ['a key or certificate in base64'],
  ],
  ['a password in a variable', changed('value: cache-password/password', 'value: planted'), ['StatefulSet/cache: the variable AUTH_PASSWORD']],
  [
    'a variable with the path of a file that is not mounted',
    changed('value: cache-password/password', 'value: cache-password/planted'),
    ['StatefulSet/cache: the variable AUTH_PASSWORD'],
  ],
  [
    'a variable with the name of a Secret that is not mounted',
    changed('value: cache-tls', 'value: planted'),
    ['StatefulSet/cache: the variable TLS_SECRET'],
    'tls.k8s.yaml',
  ],
  ['a password in a field', added('ConfigMap', { data: { password: 'planted' } }), ['ConfigMap/planted: the value of password']],
  ['requirepass', changed('    maxmemory 0\n', '    maxmemory 0\n    requirepass planted\n'), ['ConfigMap/cache-config: a password of a server']],
  ['masterauth', changed('    maxmemory 0\n', '    maxmemory 0\n    masterauth "planted"\n'), ['ConfigMap/cache-config: a password of a server']],
  [
    'a password in the rules of a user',
    changed('~shop:* &shop:*', '~shop:* >planted'),
    ['ConfigMap/cache-config: a password of a user'],
    'users.k8s.yaml',
  ],
  [
    'a hash of one in the rules of a user',
    changed('~shop:* &shop:*', `~shop:* #${'0123456789abcdef'.repeat(4)}`),
    ['ConfigMap/cache-config: a hash of a password'],
    'users.k8s.yaml',
  ],
  ['a password in an ACL', added('ConfigMap', { data: { acl: 'user app on >planted ~* +@all\n' } }), ['ConfigMap/planted: a password of a user']],
  [
    'a password that redis-cli reads',
    changed('REDISCLI_AUTH="$REDIS_PASSWORD"', 'REDISCLI_AUTH=planted'),
    ['Deployment/counter: a password of a client'],
  ],
  ['a password in a command line', changed('redis-cli -c', 'redis-cli -a planted -c'), ['Deployment/counter: a password of a client']],
  [
    'a password among arguments',
    added('Pod', { spec: { containers: [{ command: ['redis-cli', '--pass', 'planted'] }] } }),
    ['Pod/planted: a password of a client'],
  ],
  ['a password in a URL', changed('value: cluster.local', 'value: redis://app:planted@cache'), ['StatefulSet/cache: a password in a URL']],
];

test.each(PLANTED)('would find %s', (_, plant, expected, file = 'password.k8s.yaml') => {
  expect(secretsIn(plant(read(file)))).toEqual(expected);
});
