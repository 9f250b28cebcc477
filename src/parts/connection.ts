import { AbstractPod, EnvValue, Secret } from 'cdk8s-plus-27';
import { AclUser, Auth, SecretKey } from '../options/auth';
import { keysOf } from '../render/auth';
import { mountCertificates } from './certificate-mounts';

/** What begins the names of the variables unless something else is said. */
const PREFIX = 'REDIS';

/** What Kubernetes and every shell take as the name of a variable. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** How a cluster is reached. */
export interface Connection {
  readonly host: string;
  readonly port: number;

  /** As whom; nobody where nobody is asked for a password. */
  readonly user?: AclUser;

  /** With the CA by which servers are known; without it connections are plain. */
  readonly secretName?: string;

  /** With the certificate by which clients prove themselves. */
  readonly clientSecretName?: string;
}

type Variables = { [name: string]: string };

/** The variables by which a program finds the cluster, and says who it is. */
export function connectionEnv({ host, port, user, secretName }: Connection, prefix: string = PREFIX): Variables {
  if (!VARIABLE.test(prefix)) {
    throw new Error(
      `prefix ${JSON.stringify(prefix)} cannot begin the name of an environment variable: use letters, digits and underscores, no digit first`,
    );
  }
  return {
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: `${port}`,
    ...(secretName !== undefined && { [`${prefix}_TLS`]: 'true' }),
    ...(user && { [`${prefix}_USERNAME`]: user.name }),
  };
}

/** The variables whose values are in Secrets. */
export function connectionSecrets(user: AclUser | undefined, prefix: string = PREFIX): { [name: string]: SecretKey } {
  return user ? { [`${prefix}_PASSWORD`]: { secretName: user.secretName, key: keysOf(user).key } } : {};
}

/** Tells every container that a workload has now how to reach the cluster, or none. */
export function connect(workload: AbstractPod, connection: Connection, prefix: string = PREFIX): void {
  const mounts = certificateFiles(connection, prefix);
  setOnContainers(workload, { ...connectionEnv(connection, prefix), ...mounts.variables }, connectionSecrets(connection.user, prefix));
  for (const { secretName, path, keys } of mounts.secrets) mountCertificates(workload, secretName, path, keys);
}

/** Where a program finds the certificates, and what is mounted for it there. Of the servers' own Secret it gets the CA alone, never their key. */
function certificateFiles({ secretName, clientSecretName }: Connection, prefix: string) {
  const folder = `/etc/${prefix.toLowerCase().replace(/_/g, '-')}-tls`;
  const variables: Variables = {};
  const secrets: { secretName: string; path: string; keys: string[] }[] = [];
  if (secretName !== undefined) {
    variables[`${prefix}_TLS_CA`] = `${folder}/ca/ca.crt`;
    secrets.push({ secretName, path: `${folder}/ca`, keys: ['ca.crt'] });
    if (clientSecretName !== undefined) {
      variables[`${prefix}_TLS_CERT`] = `${folder}/client/tls.crt`;
      variables[`${prefix}_TLS_KEY`] = `${folder}/client/tls.key`;
      secrets.push({ secretName: clientSecretName, path: `${folder}/client`, keys: ['tls.crt', 'tls.key'] });
    }
  }
  return { variables, secrets };
}

/** The user that a program is; nobody where nobody is asked for a password. */
export function userOf({ aclUsers: users }: Auth, name?: string): AclUser | undefined {
  const found = name === undefined && users.length < 2 ? users[0] : users.find((user) => user.name === name);
  if (found || (name === undefined && users.length === 0)) return found;
  const known = users.map((user) => JSON.stringify(user.name)).join(', ') || 'none, since auth is Auth.none()';
  throw new Error(`user must be one of the users of auth (${known}), got ${JSON.stringify(name)}: say as whom the program connects`);
}

/** Adds labels to the pods that a workload makes. */
export function addToPods(workload: AbstractPod, labels: { [key: string]: string }): void {
  for (const [key, value] of Object.entries(labels)) workload.podMetadata.addLabel(key, value);
}

/** Sets variables on every container that a workload has now, or on none. */
function setOnContainers(workload: AbstractPod, variables: Variables, secrets: { [name: string]: SecretKey }): void {
  const containers = [...workload.initContainers, ...workload.containers];
  if (workload.containers.length === 0) {
    throw new Error(`${workload.node.path} has no container yet: add its containers before it is connected`);
  }
  const values = {
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, EnvValue.fromValue(value)])),
    ...Object.fromEntries(Object.entries(secrets).map(([name, key]) => [name, fromSecret(workload, key)])),
  };
  for (const container of containers) {
    for (const [name, value] of Object.entries(values)) {
      const taken = container.env.variables[name];
      if (taken && JSON.stringify(taken) !== JSON.stringify(value)) {
        throw new Error(`container ${container.name} of ${workload.node.path} has ${name} already: set prefix to connect to a second cluster`);
      }
    }
  }
  for (const container of containers) {
    for (const [name, value] of Object.entries(values)) container.env.addVariable(name, value);
  }
}

function fromSecret(workload: AbstractPod, { secretName, key }: SecretKey): EnvValue {
  const id = `redis-secret-${secretName}`;
  const secret = (workload.node.tryFindChild(id) ?? Secret.fromSecretName(workload, id, secretName)) as ReturnType<typeof Secret.fromSecretName>;
  return EnvValue.fromSecretValue({ secret, key });
}
