import { at, instanceOf, Manifest } from './objects';
import { Users, usersIn } from './users';

/** What manifests say of a cluster, as far as its data depends on it. */
export interface Cluster {
  readonly name: string;
  readonly namespace: string;

  /** Its StatefulSet; with several, the first stands for all. */
  readonly statefulSet: Manifest;

  /** All of them: one, or one for each shard. */
  readonly statefulSets: readonly Manifest[];

  /** How many pods there are. */
  readonly pods: number;

  /** redis.conf: the value of each directive. */
  readonly directives: Values;

  /** The files that its servers load as modules, `/folder/*.so` for all of a folder. */
  readonly modules: readonly string[];

  /** What the manager is to make of the servers: `SHARDS`, `REPLICAS`, `PORT`, `CLUSTER_DOMAIN` and so on. Empty where nobody manages. */
  readonly shape: Values;

  /** Who may log in to its servers: none where nobody has to. Not known where the objects lack the file that says it. */
  readonly users?: Users;

  /** What the servers are told about themselves, by the environment of their container. */
  readonly env: Values;

  /** The image of the servers. */
  readonly image: string;

  /** The kind of volume that has the data. */
  readonly storage: 'emptyDir' | 'persistent volumes' | 'NFS';
}

/** The same cluster before and after. */
export interface ClusterPair {
  readonly old: Cluster;
  readonly now: Cluster;
}

type Values = { readonly [name: string]: string };

/** The clusters whose servers are among the objects. */
export function clustersOf(objects: readonly Manifest[]): Cluster[] {
  const byInstance = new Map<string, Manifest[]>();
  for (const object of objects) {
    if (object.kind !== 'StatefulSet' || instanceOf(object) === undefined) continue;
    const key = `${object.metadata.namespace ?? ''}/${instanceOf(object)}`;
    byInstance.set(key, [...(byInstance.get(key) ?? []), object]);
  }
  return [...byInstance.values()].map((statefulSets) => clusterOf(statefulSets, objects));
}

function clusterOf(statefulSets: Manifest[], objects: readonly Manifest[]): Cluster {
  const [statefulSet] = statefulSets;
  const { namespace = '' } = statefulSet.metadata;
  const name = instanceOf(statefulSet)!;
  const configMaps = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && (metadata.namespace ?? '') === namespace);
  const text = (content: string, file: string): string =>
    at(
      configMaps.find(({ metadata }) => metadata.name === `${name}-${content}`),
      'data',
      file,
    ) ?? '';
  const container = serverOf(statefulSet);
  const conf = text('config', 'redis.conf');
  const env: Values = Object.fromEntries((at(container, 'env') ?? []).map((variable: Values) => [variable.name, variable.value]));
  const users = usersIn(text('config', 'users'));
  return {
    name,
    namespace,
    statefulSet,
    statefulSets,
    pods: statefulSets.reduce((sum, { spec }) => sum + Number(at(spec, 'replicas') ?? 1), 0),
    directives: directivesOf(conf),
    modules: [...[...conf.matchAll(/^loadmodule (\S+)/gm)].map(([, path]) => path), ...(env.MODULES === undefined ? [] : [`${env.MODULES}/*.so`])],
    shape: assignmentsOf(text('manager', 'shape')),
    users: users.size > 0 === (env.AUTH_USER !== undefined) ? users : undefined,
    env,
    image: at(container, 'image') ?? '',
    storage: storageOf(statefulSet, objects),
  };
}

/** The container with the server, by its name; sidecars may stand beside it. */
function serverOf(statefulSet: Manifest): unknown {
  const containers: { name: string }[] = at(statefulSet, 'spec', 'template', 'spec', 'containers') ?? [];
  return containers.find(({ name }) => name === 'redis') ?? containers[0];
}

function storageOf({ spec, metadata }: Manifest, objects: readonly Manifest[]): Cluster['storage'] {
  if (at(spec, 'volumeClaimTemplates', 0) === undefined) return 'emptyDir';
  const isForPod = (volume: Manifest) => String(at(volume, 'spec', 'claimRef', 'name')).startsWith(`data-${metadata.name}-`);
  return objects.some((object) => object.kind === 'PersistentVolume' && at(object, 'spec', 'nfs') && isForPod(object)) ? 'NFS' : 'persistent volumes';
}

/** `name value` lines. */
export function directivesOf(conf: string): Values {
  const lines = conf.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => line.split(/ (.*)/, 2)));
}

/** `NAME='value'` lines. */
function assignmentsOf(shape: string): Values {
  return Object.fromEntries([...shape.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}
