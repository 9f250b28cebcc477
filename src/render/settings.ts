import { Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import { ContainerResources, Cpu, ImagePullPolicy, ServiceType } from 'cdk8s-plus-27';
import { k8s } from '../../imports/k8s';
import { Access } from '../options/access';
import { AntiAffinity } from '../options/anti-affinity';
import { Auth } from '../options/auth';
import { EndpointType, EvictionPolicy } from '../options/configuration';
import { Delivery } from '../options/delivery';
import { Engine } from '../options/engine';
import { EngineModules } from '../options/engine-modules';
import { Formation } from '../options/formation';
import { Keeper } from '../options/keeper';
import { Layout } from '../options/layout';
import { Persistence } from '../options/persistence';
import { QuorumLoss } from '../options/quorum-loss';
import { ShardLoss } from '../options/shard-loss';
import { Storage, StorageKind } from '../options/storage';
import { Tls } from '../options/tls';
import { RedisClusterProps } from '../redis-cluster-props';
import { maxMemoryBytes } from './memory';
import { placementOf } from './placement';
import { defaultGracePeriod } from './stopping';
import { serverSets } from './topology';

/** What users chose, with every default filled in. Parts that are used alone have the same settings, the rest of them at their defaults. */
export interface Settings extends RedisClusterProps, Where {
  readonly name: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly engine: Engine;
  readonly port: number;
  readonly busPort: number;
  readonly clusterDomain: string;
  readonly tls: Tls;
  readonly auth: Auth;

  readonly persistence: Persistence;
  readonly evictionPolicy: EvictionPolicy;
  readonly nodeTimeout: Duration;
  readonly requireFullCoverage: boolean;
  readonly minReplicasToWrite: number;
  readonly minReplicasMaxLag: Duration;
  readonly endpointType: EndpointType;
  readonly modules: EngineModules;
  readonly directives: { readonly [name: string]: string };

  readonly storage: Storage;
  readonly layout: Layout;
  readonly resources: ContainerResources;
  readonly terminationGracePeriod: Duration;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  readonly podLabels: { readonly [key: string]: string };
  readonly podAnnotations: { readonly [key: string]: string };
  readonly imagePullPolicy: ImagePullPolicy;
  readonly imagePullSecrets: string[];
  readonly assignedIds: boolean;
  readonly env: k8s.EnvVar[];
  readonly sidecars: k8s.Container[];
  readonly initContainers: k8s.Container[];
  readonly volumes: k8s.Volume[];
  readonly volumeMounts: k8s.VolumeMount[];

  readonly serviceType: ServiceType;
  readonly serviceAnnotations: { readonly [key: string]: string };
  readonly formation: Formation;
  readonly keeper: Keeper;
  readonly onShardLoss: ShardLoss;
  readonly onQuorumLoss: QuorumLoss;
  readonly zones: { readonly [nodeName: string]: string };
  readonly disruptionBudget: boolean;
  readonly access: Access;
  readonly delivery: Delivery;
}

/** What a construct knows of its surroundings, without which its choices cannot be judged. */
export interface Where {
  /** The name is the construct id, because nothing else was said. */
  readonly nameIsId: boolean;

  /** The chart's namespace, if it has one. */
  readonly namespace?: string;

  /** The headless Service. */
  readonly serviceName: string;

  /** What the construct will make, as `Kind/name`, the Job apart: nothing else may have these names. */
  readonly objects: string[];
}

const PORT = 6379;
const BUS_PORT_OFFSET = 10000;
const CPU_REQUEST = Cpu.millis(100);
const MEMORY_REQUEST = Size.mebibytes(100);

/** Fills in the defaults. Whatever was given is kept as it is, right or wrong: judging comes after. */
export function settle(props: RedisClusterProps & { readonly name: string }, where: Where): Settings {
  const topology = {
    name: props.name,
    shards: props.shards ?? 3,
    replicasPerShard: props.replicasPerShard ?? 1,
    layout: props.layout ?? Layout.singleStatefulSet(),
  };
  const port = props.port ?? PORT;
  const persistence = props.persistence ?? Persistence.appendOnly();
  const storage = props.storage ?? Storage.emptyDir();
  const tls = props.tls ?? Tls.none();
  const resources = withRequests(props.resources ?? {});
  const serviceType = props.serviceType ?? ServiceType.CLUSTER_IP;
  return {
    nameIsId: where.nameIsId,
    namespace: where.namespace,
    serviceName: where.serviceName,
    objects: where.objects,
    ...topology,
    engine: props.engine ?? Engine.redis('8.0'),
    port,
    busPort: props.busPort ?? port + BUS_PORT_OFFSET,
    clusterDomain: props.clusterDomain ?? 'cluster.local',
    tls,
    auth: props.auth ?? Auth.none(),

    persistence,
    maxMemory: props.maxMemory,
    replicationBacklog: props.replicationBacklog,
    databases: props.databases,
    evictionPolicy: props.evictionPolicy ?? EvictionPolicy.NO_EVICTION,
    nodeTimeout: props.nodeTimeout ?? Duration.seconds(5),
    requireFullCoverage: props.requireFullCoverage ?? false,
    minReplicasToWrite: props.minReplicasToWrite ?? 0,
    minReplicasMaxLag: props.minReplicasMaxLag ?? Duration.seconds(10),
    endpointType: props.endpointType ?? (tls.enabled && where.namespace === undefined ? EndpointType.IP : EndpointType.HOSTNAME),
    modules: props.modules ?? EngineModules.none(),
    directives: props.directives ?? {},

    storage,
    ...placementOf(props),
    // One that users wrote themselves stands in its place.
    antiAffinity: props.antiAffinity ?? (props.affinity?.podAntiAffinity ? undefined : AntiAffinity.preferred()),
    resources,
    terminationGracePeriod:
      props.terminationGracePeriod ?? defaultGracePeriod(persistence, maxMemoryBytes(props.maxMemory, resources), serverSets(topology).length),
    labels: props.labels ?? {},
    annotations: props.annotations ?? {},
    podLabels: props.podLabels ?? {},
    podAnnotations: props.podAnnotations ?? {},
    imagePullPolicy: props.imagePullPolicy ?? ImagePullPolicy.IF_NOT_PRESENT,
    imagePullSecrets: props.imagePullSecrets ?? [],
    serviceAccountName: props.serviceAccountName,
    assignedIds: props.assignedIds ?? false,
    env: props.env ?? [],
    sidecars: props.sidecars ?? [],
    initContainers: props.initContainers ?? [],
    volumes: props.volumes ?? [],
    volumeMounts: props.volumeMounts ?? [],
    updateStrategy: props.updateStrategy,

    serviceType,
    serviceAnnotations: props.serviceAnnotations ?? {},
    formation: props.formation ?? Formation.job(),
    keeper: props.keeper ?? Keeper.pods(),
    onShardLoss: props.onShardLoss ?? defaultShardLoss(storage, persistence),
    onQuorumLoss: props.onQuorumLoss ?? QuorumLoss.wait(),
    zones: props.zones ?? {},
    disruptionBudget: props.disruptionBudget ?? true,
    access: props.access ?? defaultAccess(serviceType),
    delivery: props.delivery ?? Delivery.plain(),
  };
}

/** Nothing is left to wait for where nothing outlives the pods. */
function defaultShardLoss({ kind }: Storage, { fsync, rules }: Persistence): ShardLoss {
  const written = fsync !== undefined || rules.length > 0;
  return kind !== StorageKind.EMPTY_DIR && written ? ShardLoss.manual() : ShardLoss.recreateEmpty();
}

/** Clients from outside are no pods of any namespace. */
function defaultAccess(serviceType: ServiceType): Access {
  return serviceType === ServiceType.CLUSTER_IP ? Access.sameNamespace() : Access.anywhere();
}

/** Kubernetes refuses a request above its limit: where only a low limit is given, it is the request as well. */
function withRequests(given: ContainerResources): ContainerResources {
  const { cpu, memory } = given;
  const lowCpu = cpu?.limit && millis(cpu.limit) < millis(CPU_REQUEST);
  const lowMemory = memory?.limit && kibibytes(memory.limit) < kibibytes(MEMORY_REQUEST);
  return {
    ...given,
    cpu: { ...cpu, request: cpu?.request ?? (lowCpu ? cpu.limit : CPU_REQUEST) },
    memory: { ...memory, request: memory?.request ?? (lowMemory ? memory.limit : MEMORY_REQUEST) },
  };
}

function millis(cpu: Cpu): number {
  return cpu.amount.endsWith('m') ? Number.parseFloat(cpu.amount) : Number.parseFloat(cpu.amount) * 1000;
}

function kibibytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
}
