import { engineVersion } from '../options/engine-versions';
import { Persistence } from '../options/persistence';
import { refusesNameless } from './auth';
import { backlogBytes, maxMemoryBytes } from './memory';
import { RUN_PATH } from './pod';
import { Settings } from './settings';
import { savesOnExit, SHUTDOWN_SECONDS } from './stopping';
import { tlsDirectory } from './tls';

/** Where the servers' files are. */
export const DATA_PATH = '/var/lib/redis';

type Directives = [name: string, value: string][];

/** What redis.conf says: what the cluster depends on, what users tune, and whatever else they set. */
export function renderRedisConf(settings: Settings): string {
  return [
    section('network', network(settings)),
    section('tls', encryption(settings)),
    section('users', users(settings)),
    section('cluster', cluster(settings)),
    section('replication', replication(settings)),
    section('data', data(settings)),
    section('memory', memory(settings)),
    section('modules', modules(settings)),
    section('directives', Object.entries(settings.directives).sort()),
  ]
    .filter(Boolean)
    .join('\n');
}

function network({ port, busPort, tls }: Settings): Directives {
  return [
    ['port', tls.enabled ? '0' : `${port}`],
    ['cluster-port', `${busPort}`],
    // Both families; the dash lets a node without IPv6 start.
    ['bind', '* -::*'],
    ['protected-mode', 'no'],
    ['daemonize', 'no'],
  ];
}

/** One port for clients and replicas, and the bus: all of them or none. The bus asks for certificates in any case. */
function encryption({ port, tls }: Settings): Directives {
  if (!tls.enabled) return [];
  const directory = tlsDirectory(RUN_PATH);
  return [
    ['tls-port', `${port}`],
    ['tls-replication', 'yes'],
    ['tls-cluster', 'yes'],
    ['tls-auth-clients', tls.clientAuthentication],
    ['tls-cert-file', `${directory}/tls.crt`],
    ['tls-key-file', `${directory}/tls.key`],
    ['tls-ca-cert-file', `${directory}/ca.crt`],
    // For liveness, and for certificates to be replaced even after their end. In a folder that the pod's scripts alone see.
    ['unixsocket', `${RUN_PATH}/server.sock`],
    ['unixsocketperm', '700'],
  ];
}

/** Those with passwords are added when a server starts. */
function users({ auth }: Settings): Directives {
  return refusesNameless(auth) ? [['user', 'default off']] : [];
}

function cluster(settings: Settings): Directives {
  return [
    ['cluster-enabled', 'yes'],
    ['cluster-config-file', `${DATA_PATH}/nodes.conf`],
    ['cluster-node-timeout', `${settings.nodeTimeout.toMilliseconds()}`],
    ['cluster-require-full-coverage', yesNo(settings.requireFullCoverage)],
    ['cluster-preferred-endpoint-type', settings.endpointType],
    // Replicas stay with their shards: otherwise a master whose last slot leaves becomes a replica while the manager still works on it.
    ['cluster-allow-replica-migration', 'no'],
    // A replica that has not been in sync since it started is not elected by itself, since it may be empty: the keeper, which sees whether it has data, forces it.
    ['cluster-replica-validity-factor', '10'],
    ...(engineVersion(settings.engine.family, settings.engine.version).databases
      ? ([['cluster-databases', `${settings.databases ?? 1}`]] as Directives)
      : []),
  ];
}

function replication({ minReplicasToWrite, minReplicasMaxLag, replicationBacklog, maxMemory, resources }: Settings): Directives {
  return [
    ['repl-backlog-size', `${backlogBytes(replicationBacklog, maxMemoryBytes(maxMemory, resources))}`],
    ['repl-diskless-sync', 'yes'],
    // The default waits 5 s for a second replica: a cluster would take that much longer to form.
    ['repl-diskless-sync-delay', '0'],
    // So a master that falls silent shows on its replicas' links within 2 s, and the keeper need not wait for the node timeout.
    ['repl-ping-replica-period', '1'],
    ['min-replicas-to-write', `${minReplicasToWrite}`],
    ['min-replicas-max-lag', `${minReplicasMaxLag.toSeconds()}`],
  ];
}

function data({ persistence, engine }: Settings): Directives {
  const { fsync, rules } = persistence;
  return [
    ['dir', DATA_PATH],
    ['appendonly', yesNo(fsync !== undefined)],
    ...(fsync === undefined ? [] : ([['appendfsync', fsync]] as Directives)),
    // Always written out: without it the engine has rules of its own.
    ['save', rules.length === 0 ? '""' : rules.map((rule) => `${rule.after.toSeconds()} ${rule.changes}`).join(' ')],
    // What a full sync leaves on the disk is older with every write: no start may take it for the data.
    ...(fsync === undefined && rules.length === 0 ? ([['rdb-del-sync-files', 'yes']] as Directives) : []),
    ['shutdown-on-sigterm', onSigterm(persistence, engineVersion(engine.family, engine.version).failoverOnSigterm)],
    ['shutdown-timeout', `${SHUTDOWN_SECONDS}`],
  ];
}

function onSigterm(persistence: Persistence, canFailOver: boolean): string {
  const save = savesOnExit(persistence) ? 'save' : 'nosave';
  return canFailOver ? `${save} failover` : save;
}

function memory({ maxMemory, resources, evictionPolicy }: Settings): Directives {
  return [
    ['maxmemory', `${maxMemoryBytes(maxMemory, resources) ?? 0}`],
    ['maxmemory-policy', evictionPolicy],
  ];
}

/** The folder's are added when a server starts, which sees what is in it. */
function modules({ modules: { modules: files } }: Settings): Directives {
  return files.map(({ path, args = [] }) => ['loadmodule', [path, ...args.map((word) => JSON.stringify(word))].join(' ')]);
}

function section(title: string, directives: Directives): string {
  return directives.length === 0 ? '' : `# ${title}\n${directives.map(([name, value]) => `${name} ${value}\n`).join('')}`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
