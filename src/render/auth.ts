import { k8s } from '../../imports/k8s';
import { AclUser, Auth, PasswordSource } from '../options/auth';

/** Where the pods find the Secrets: a folder each, with a file for each key. */
const SECRETS_PATH = '/etc/redis-auth';

/** Where the scripts keep what they know of passwords: in memory. */
const KEPT_PATH = '/run/redis-auth';

const KEPT_SIZE = '1Mi';

/** Readable by the pod's group alone, which is the files' own. */
const READABLE_BY_GROUP = 0o440;

/** Who manages the cluster: changes its shape and settings, sees whose turn it is to hand over (CLIENT LIST), moves keys from node to node (MIGRATE, which sends SELECT and RESTORE-ASKING; redis-cli names a slot's owner within MULTI), and reads or writes none. redis-cli asks for COMMAND by itself. */
const MANAGER: Rules = {
  name: 'cluster-manager',
  rules: [
    '~* -@all +command +ping +echo +info +role +dbsize +eval +client|info +client|list +client|setname +config|get +config|set',
    '+cluster -cluster|reset -cluster|flushslots +asking +multi +exec +select +migrate +restore +restore-asking',
  ].join(' '),
};

/** Who replicates: sees every key that way, and can do nothing else. */
const REPLICA: Rules = { name: 'cluster-replica', rules: '-@all +ping +psync +replconf' };

/** What clients need, or what only costs time, of the commands that are closed. */
const CLOSED = '-@dangerous +info +role +cluster|replicas +sort +sort_ro';

interface Rules {
  readonly name: string;
  readonly rules: string;
}

/** A password as files: `secret/key`. */
interface Files {
  readonly current: string;
  readonly previous: string;
}

/** What a password's keys are called, where users do not say. */
export function keysOf({ key = 'password', previousKey = `previous-${key}` }: Omit<PasswordSource, 'secretName'>): {
  key: string;
  previousKey: string;
} {
  return { key, previousKey };
}

function filesOf(source: PasswordSource): Files {
  const { key, previousKey } = keysOf(source);
  return { current: `${source.secretName}/${key}`, previous: `${source.secretName}/${previousKey}` };
}

/** Names that users cannot have: those of the servers, the cluster manager, and each pod's own scripts. */
export const SYSTEM_USERS = [MANAGER.name, REPLICA.name, 'cluster-local'];

/** The users as the scripts of the data pods read them, a line each: NAME SECRET/KEY SECRET/PREVIOUS-KEY RULES. */
export function renderUsers(auth: Auth): string {
  const { system } = auth;
  const users = [
    ...auth.aclUsers.map((user) => ({ source: user as PasswordSource, name: user.name, rules: rulesOf(user, auth) })),
    ...(system ? [MANAGER, REPLICA].map((user) => ({ source: system, ...user })) : []),
  ];
  return users
    .map(({ source, name, rules }) => {
      const { current, previous } = filesOf(source);
      return `${name} ${current} ${previous} ${rules}\n`;
    })
    .join('');
}

function rulesOf({ keys = ['*'], channels = ['*'], commands }: AclUser, { dangerousCommands }: Auth): string {
  const chosen = commands ?? [dangerousCommands.isClosed ? `+@all ${CLOSED}` : '+@all'];
  return [...keys.map((key) => (key.startsWith('%') ? key : `~${key}`)), ...channels.map((channel) => `&${channel}`), '-@all', ...chosen].join(' ');
}

/** Whether somebody who gives no name has to be kept out: the engine would let him in. */
export function refusesNameless({ isRequired, aclUsers }: Auth): boolean {
  return isRequired && !aclUsers.some(({ name }) => name === 'default');
}

/** As whom the manager, and the scripts of the data pods towards other nodes, log in. */
function managerOf({ aclUsers, system }: Auth): PasswordSource & { readonly name: string } {
  return system ? { ...system, name: MANAGER.name } : aclUsers[0];
}

/** What the scripts of every pod are told; nothing where nobody is asked for a password. */
export function authEnv(auth: Auth): k8s.EnvVar[] {
  if (!auth.isRequired) return [];
  const manager = managerOf(auth);
  const { current, previous } = filesOf(manager);
  return [
    { name: 'AUTH_USER', value: manager.name },
    { name: 'AUTH_PASSWORD', value: current },
    { name: 'AUTH_PREVIOUS', value: previous },
    { name: 'AUTH_OVERLAP', value: `${auth.overlap.toSeconds()}` },
  ];
}

/** The Secrets of everybody for a data pod. */
export function nodeAuthVolumes(auth: Auth): k8s.Volume[] {
  return auth.isRequired ? volumes([...auth.aclUsers, ...(auth.system ? [auth.system] : [])]) : [];
}

/** The one password that a pod that manages has. */
export function managerAuthVolumes(auth: Auth): k8s.Volume[] {
  return auth.isRequired ? volumes([managerOf(auth)]) : [];
}

/**
 * Every key is optional: what is missing the scripts name, wait for and take up when it comes, and where a Secret is deleted the running servers keep their
 * passwords. Whole folders are mounted, since kubelets never refresh a subPath.
 */
function volumes(sources: PasswordSource[]): k8s.Volume[] {
  const keys = new Map<string, Set<string>>();
  for (const source of sources) {
    const { key, previousKey } = keysOf(source);
    keys.set(source.secretName, new Set([...(keys.get(source.secretName) ?? []), key, previousKey]));
  }
  return [
    {
      name: 'auth',
      projected: {
        defaultMode: READABLE_BY_GROUP,
        sources: [...keys].map(([name, of]) => ({
          secret: { name, optional: true, items: [...of].map((key) => ({ key, path: `${name}/${key}` })) },
        })),
      },
    },
    { name: 'auth-run', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(KEPT_SIZE) } },
  ];
}

export function authMounts({ isRequired }: Auth): k8s.VolumeMount[] {
  if (!isRequired) return [];
  return [
    { name: 'auth', mountPath: SECRETS_PATH, readOnly: true },
    { name: 'auth-run', mountPath: KEPT_PATH },
  ];
}
