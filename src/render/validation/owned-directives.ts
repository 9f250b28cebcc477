/** Says what to use instead. */
const prop = (name: string) => `use the prop ${name}`;
const fixed = (why: string) => `leave it out, ${why}`;

const OWN_FILES = fixed('the scripts look for the data and the configuration at fixed places');
const ANNOUNCED = fixed('every pod announces its own address and name when it starts');
const TLS = prop('tls');
const SOCKET = fixed('the scripts make one for themselves where they need it');
const PASSWORDS = prop('auth: Auth.password(secretName) or Auth.users(users, options)');
const CLUSTER_ONLY = fixed('who replicates whom is up to the cluster');
const VALIDITY = fixed('a replica that has not been in sync may be empty: the keeper sees whether it is, and forces it where it is not');
const PING = fixed('it is 1 s, so that a silent master shows on its replicas within 2 s');
const CONTAINER = fixed('the container runtime needs the server in the foreground');

/** What redis.conf says by itself, or must not say, and what to do instead. Older names of the same directives are among them. */
export const OWNED_DIRECTIVES: ReadonlyMap<string, string> = new Map([
  ['port', prop('port')],
  ['cluster-port', prop('busPort')],
  ['cluster-node-timeout', prop('nodeTimeout')],
  ['cluster-require-full-coverage', prop('requireFullCoverage')],
  ['cluster-preferred-endpoint-type', prop('endpointType')],
  ['appendonly', prop('persistence: Persistence.appendOnly()')],
  ['appendfsync', prop('persistence: Persistence.appendOnly({ fsync })')],
  ['save', prop('persistence: Persistence.snapshots(rules)')],
  ['maxmemory', prop('maxMemory')],
  ['repl-backlog-size', prop('replicationBacklog')],
  ['cluster-databases', prop('databases')],
  ['maxmemory-policy', prop('evictionPolicy')],
  ['min-replicas-to-write', prop('minReplicasToWrite')],
  ['min-slaves-to-write', prop('minReplicasToWrite')],
  ['min-replicas-max-lag', prop('minReplicasMaxLag')],
  ['min-slaves-max-lag', prop('minReplicasMaxLag')],

  ['dir', OWN_FILES],
  ['cluster-config-file', OWN_FILES],
  ['appenddirname', OWN_FILES],
  ['appendfilename', OWN_FILES],
  ['dbfilename', OWN_FILES],
  ['loadmodule', prop('modules: EngineModules.files({ path, args })')],
  ['include', fixed('another file could say what the cluster depends on otherwise; write its directives here')],

  ['cluster-announce-ip', ANNOUNCED],
  ['cluster-announce-port', ANNOUNCED],
  ['cluster-announce-bus-port', ANNOUNCED],
  ['cluster-announce-tls-port', ANNOUNCED],
  ['cluster-announce-hostname', ANNOUNCED],
  ['cluster-announce-human-nodename', ANNOUNCED],
  ['replica-announce-ip', ANNOUNCED],
  ['replica-announce-port', ANNOUNCED],
  ['slave-announce-ip', ANNOUNCED],
  ['slave-announce-port', ANNOUNCED],

  ['requirepass', PASSWORDS],
  ['masterauth', PASSWORDS],
  ['masteruser', PASSWORDS],
  ['primaryauth', PASSWORDS],
  ['primaryuser', PASSWORDS],
  ['user', PASSWORDS],
  ['aclfile', PASSWORDS],
  ['tls-port', TLS],
  ['tls-cluster', TLS],
  ['tls-replication', TLS],
  ['tls-auth-clients', TLS],
  ['tls-auth-clients-user', TLS],
  ['tls-auto-reload-interval', TLS],
  ['tls-ca-cert-dir', TLS],
  ['tls-ca-cert-file', TLS],
  ['tls-cert-file', TLS],
  ['tls-client-cert-file', TLS],
  ['tls-client-key-file', TLS],
  ['tls-client-key-file-pass', TLS],
  ['tls-key-file', TLS],
  ['tls-key-file-pass', TLS],
  ['unixsocket', SOCKET],
  ['unixsocketperm', SOCKET],

  ['bind', fixed('the servers have to listen on all addresses of their pods')],
  ['protected-mode', fixed('it would refuse every other pod; a NetworkPolicy says who may connect')],
  ['rename-command', fixed('the scripts need the commands under their own names')],
  ['cluster-enabled', fixed('it is always yes')],
  ['cluster-allow-replica-migration', fixed('replicas stay with their shards: moving ones would break the forming and resizing of the cluster')],
  ['cluster-replica-validity-factor', VALIDITY],
  ['cluster-slave-validity-factor', VALIDITY],
  ['cluster-replica-no-failover', fixed('a shard whose replica may not take over stays without a master')],
  ['cluster-slave-no-failover', fixed('a shard whose replica may not take over stays without a master')],
  ['repl-diskless-sync', fixed('it is always yes, so that a new replica needs no disk of its master')],
  ['repl-diskless-sync-delay', fixed('it is 0, or the cluster would take 5 s longer to form')],
  ['rdb-del-sync-files', fixed('it is yes where nothing is written to disk, or a start would take old data for the last')],
  ['repl-ping-replica-period', PING],
  ['repl-ping-slave-period', PING],
  ['replicaof', CLUSTER_ONLY],
  ['slaveof', CLUSTER_ONLY],
  ['daemonize', CONTAINER],
  ['supervised', CONTAINER],
  ['pidfile', CONTAINER],
  ['shutdown-on-sigterm', fixed('it follows from persistence and engine, so that a pod stops without losing data or time')],
  ['shutdown-timeout', fixed('it fits beside the handover of a master into terminationGracePeriod')],
]);
