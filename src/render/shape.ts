import { EndpointType } from '../options/configuration';
import { Settings } from './settings';
import { serviceNames, warnSeconds } from './tls';
import { otherLayoutPods, podNames } from './topology';
import { DEFAULT_WAIT } from './validation/limits';

/** What the cluster manager is to make of the servers. */
export interface Shape {
  readonly name: string;
  readonly pods: string[];
  /** Pods that would be there if the cluster were in the other layout; without them nobody asks. */
  readonly others?: string[];
  readonly service: string;
  readonly clusterDomain: string;
  readonly port: number;
  readonly shards: number;
  readonly replicas: number;
  /** In milliseconds; without it the servers keep what they have. */
  readonly nodeTimeout?: number;
  /** How long to wait for pods that are not there, in seconds. */
  readonly wait: number;
  /** Whether every server announces its own DNS name. */
  readonly announced: boolean;
  /** With TLS: the names by which clients reach the Service, whether they are told those of the servers, and how long before its end a certificate is missed. */
  readonly tls?: { readonly names: string[]; readonly announced: boolean; readonly warnSeconds: number };
  readonly onShardLoss: string;
  readonly onQuorumLoss: string;
  /** For how long most masters have to be silent, in seconds; without it replicas never take over without a vote. */
  readonly takeOverAfter?: number;
  /** Whether replicas may change places between shards. */
  readonly swapReplicas: boolean;
  /** The zone of each Kubernetes node, where it is known. */
  readonly zones: { readonly [nodeName: string]: string };
}

/** The shape that settings want, and what is known of the servers. */
export function shapeOf(settings: Settings, servers: Pick<Shape, 'nodeTimeout' | 'announced'>): Shape {
  const { name, shards, replicasPerShard, onShardLoss, onQuorumLoss, keeper, zones } = settings;
  return {
    ...servers,
    name,
    pods: podNames(settings),
    others: servers.announced ? otherLayoutPods(settings) : undefined,
    service: settings.serviceName,
    clusterDomain: settings.clusterDomain,
    port: settings.port,
    shards,
    replicas: replicasPerShard,
    wait: (settings.formation.options?.wait ?? DEFAULT_WAIT).toSeconds(),
    tls: settings.tls.enabled
      ? {
          names: serviceNames(settings),
          announced: servers.announced && settings.endpointType === EndpointType.HOSTNAME,
          warnSeconds: warnSeconds(settings),
        }
      : undefined,
    onShardLoss: onShardLoss.policy,
    onQuorumLoss: onQuorumLoss.policy,
    takeOverAfter: onQuorumLoss.after?.toSeconds(),
    swapReplicas: keeper.options?.swapReplicas ?? false,
    zones,
  };
}

/** The shape as the manager's scripts read it: assignments of the shell. Every value is a validated name or number, so single quotes are enough. */
export function renderShape(shape: Shape): string {
  return assignments({
    NAME: shape.name,
    PODS: shape.pods.join(' '),
    OTHERS: (shape.others ?? []).join(' '),
    SERVICE: shape.service,
    CLUSTER_DOMAIN: shape.clusterDomain,
    PORT: `${shape.port}`,
    SHARDS: `${shape.shards}`,
    REPLICAS: `${shape.replicas}`,
    NODE_TIMEOUT: `${shape.nodeTimeout ?? ''}`,
    WAIT: `${shape.wait}`,
    ANNOUNCED: shape.announced ? 'yes' : 'no',
    ...(shape.tls && {
      TLS_NAMES: shape.tls.names.join(' '),
      ANNOUNCED_TO_CLIENTS: shape.tls.announced ? 'yes' : 'no',
      TLS_WARN_SECONDS: `${shape.tls.warnSeconds}`,
    }),
    ON_SHARD_LOSS: shape.onShardLoss,
    ON_QUORUM_LOSS: shape.onQuorumLoss,
    TAKE_OVER_AFTER: `${shape.takeOverAfter ?? ''}`,
    SWAP_REPLICAS: shape.swapReplicas ? 'yes' : 'no',
    ZONES: Object.entries(shape.zones)
      .map(([node, zone]) => `${node}=${zone}`)
      .sort()
      .join(' '),
  });
}

/** The same with the hash by which the manager knows that the mounted shape is the one that it was made for. */
export function withHash(shape: string, hash: string): string {
  return assignments({ SHAPE_HASH: hash }) + shape;
}

function assignments(values: { readonly [name: string]: string }): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
