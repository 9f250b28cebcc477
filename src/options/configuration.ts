import { Duration, Size } from 'cdk8s';
import { Auth } from './auth';
import { Engine } from './engine';
import { EngineModules } from './engine-modules';
import { Persistence } from './persistence';
import { Tls } from './tls';

/** Which keys make room when memory is full. */
export enum EvictionPolicy {
  /** None: writes are refused. */
  NO_EVICTION = 'noeviction',
  /** The least recently used of all. */
  ALL_KEYS_LRU = 'allkeys-lru',
  /** The least frequently used of all. */
  ALL_KEYS_LFU = 'allkeys-lfu',
  /** Any. */
  ALL_KEYS_RANDOM = 'allkeys-random',
  /** The least recently used of those with a time to live. */
  VOLATILE_LRU = 'volatile-lru',
  /** The least frequently used of those with a time to live. */
  VOLATILE_LFU = 'volatile-lfu',
  /** Any of those with a time to live. */
  VOLATILE_RANDOM = 'volatile-random',
  /** Those with the shortest time to live. */
  VOLATILE_TTL = 'volatile-ttl',
}

/** How servers name each other to clients, in redirections and in CLUSTER SLOTS. */
export enum EndpointType {
  /** By DNS name, the same through all restarts: what every client finds again. Clients need the cluster's DNS. */
  HOSTNAME = 'hostname',
  /**
   * By pod IP: for clients that have a route to the pods, but not the cluster's DNS. Its price: once all pods have new addresses, clients that keep to those that they
   * were told are lost until they restart (redis-py, valkey-py and coredis with their defaults; go-redis for a minute): docs/clients.md has the option that
   * cures each.
   */
  IP = 'ip',
}

/** What redis.conf says. */
export interface ConfigurationOptions {
  /**
   * The server and its version.
   *
   * @default Engine.redis('8.0')
   */
  readonly engine?: Engine;

  /**
   * The port for clients, in the containers, the Services and redis.conf.
   *
   * @default 6379
   */
  readonly port?: number;

  /**
   * The port by which the servers talk to each other.
   *
   * @default - port + 10000
   */
  readonly busPort?: number;

  /**
   * Whether connections are encrypted, and with which certificates.
   *
   * @default Tls.none()
   */
  readonly tls?: Tls;

  /**
   * Who may talk to the servers.
   *
   * @default Auth.none()
   */
  readonly auth?: Auth;

  /**
   * How a server keeps its data beyond its own process.
   *
   * @default Persistence.appendOnly()
   */
  readonly persistence?: Persistence;

  /**
   * The most memory that a server's keys may take.
   *
   * @default - 70 % of the memory limit; without a limit there is no maximum
   */
  readonly maxMemory?: Size;

  /**
   * How much of what was last written a server keeps for replicas that were away: one that comes back within that copies only what it has missed. Otherwise it copies
   * everything, and in an upgrade that must not happen from a newer server to an older one. It is filled as writes come, and counts against `maxMemory`.
   *
   * @default - a tenth of the maximum memory, but 1 MiB at least; 64 MiB without a maximum: a minute at 1 MiB of writes a second, which a restart takes at most
   */
  readonly replicationBacklog?: Size;

  /**
   * How many databases a server of Valkey 9 has. It is for life: while servers with fewer replicate from those with more, the data of one database is applied to
   * another, so it must never be changed on a cluster that holds data. Other engines have one database in a cluster.
   *
   * @default 1
   */
  readonly databases?: number;

  /**
   * Which keys make room when `maxMemory` is reached.
   *
   * @default EvictionPolicy.NO_EVICTION
   */
  readonly evictionPolicy?: EvictionPolicy;

  /**
   * How long a server may be silent before the others count it as failed, in whole milliseconds.
   *
   * @default Duration.seconds(5)
   */
  readonly nodeTimeout?: Duration;

  /**
   * Whether all shards stop when one has no master. Otherwise the sound ones go on serving.
   *
   * @default false
   */
  readonly requireFullCoverage?: boolean;

  /**
   * A master refuses writes while fewer replicas than this are in sync. What a master takes that is cut off together with its clients is bounded by this only with
   * a `minReplicasMaxLag` below the node timeout: after that it stops anyway.
   *
   * @default 0
   */
  readonly minReplicasToWrite?: number;

  /**
   * How far behind a replica may be and still count as in sync, in whole seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly minReplicasMaxLag?: Duration;

  /**
   * How servers name each other to clients.
   *
   * @default - EndpointType.HOSTNAME; EndpointType.IP with TLS in a chart without a namespace, where no certificate can have the servers' names
   */
  readonly endpointType?: EndpointType;

  /**
   * Which modules the servers load when they start.
   *
   * @default EngineModules.none()
   */
  readonly modules?: EngineModules;

  /**
   * Any other directives of redis.conf, by name, as they stand there: `{ 'lazyfree-lazy-eviction': 'yes' }`. One that the cluster depends on is refused with the
   * prop to use instead, and so is one that the engine's version does not know; with modules the names of others are taken for theirs.
   *
   * @default - none
   */
  readonly directives?: { readonly [name: string]: string };
}
