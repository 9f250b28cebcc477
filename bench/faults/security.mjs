// Who may talk to the clusters that the faults meet, and over what.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Auth, Tls } from 'cdk8s-redis-cluster';
import { certificates } from '../certificates.mjs';

const APPLICATION = 'application'; // with the rights that a user has where nothing is said of them
const OBSERVER = 'observer'; // looks, prepares and clears up

const KINDS = {
  none: [],
  password: ['password'],
  users: ['users'],
  tls: ['tls'],
  'tls-users': ['users', 'tls'],
};

export const SECURITY_NAMES = Object.keys(KINDS);

const password = randomBytes(16).toString('hex');
let made;

/** One certificate for all clusters of a run. */
function files() {
  if (made) return made;
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const names = ['cache', 'other'].flatMap((name) => [name, `*.${name}-nodes`]);
  const paths = certificates(folder, names);
  made = Object.fromEntries(Object.entries(paths).map(([what, path]) => [what, readFileSync(path, 'utf8')]));
  rmSync(folder, { recursive: true });
  return made;
}

const AUTH = {
  password: () => Auth.password('password'),
  users: () => {
    const application = { name: APPLICATION, secretName: 'password' };
    const observer = { name: OBSERVER, secretName: 'password', commands: ['+@all'] };
    return Auth.users([application, observer], { system: { secretName: 'system' } });
  },
};

/** What a cluster of this kind is made with. */
export function propsOf(kind) {
  const auth = Object.keys(AUTH).find((each) => KINDS[kind].includes(each));
  return { ...(auth && { auth: AUTH[auth]() }), ...(KINDS[kind].includes('tls') && { tls: Tls.secret('tls') }) };
}

/** The Secrets that it presupposes. */
export function secretsOf(kind) {
  const secret = (name, stringData) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
  const known = secret('password', { password });
  const secrets = {
    password: () => [known],
    users: () => [known, secret('system', { password: randomBytes(16).toString('hex') })],
    tls: () => [secret('tls', { 'ca.crt': files().ca, 'tls.crt': files().cert, 'tls.key': files().key })],
  };
  return KINDS[kind].flatMap((each) => secrets[each]());
}

/** How ioredis connects: an application, or who looks from outside. */
export function loginsOf(kind) {
  const login = (username) => {
    const parts = {
      password: () => ({ password }),
      users: () => ({ username, password }),
      // Servers are asked at their addresses, which no certificate names; the chain is checked.
      tls: () => ({ tls: { ...files(), checkServerIdentity: () => undefined } }),
    };
    return Object.assign({}, ...KINDS[kind].map((each) => parts[each]()));
  };
  return { application: login(APPLICATION), observer: login(OBSERVER) };
}
