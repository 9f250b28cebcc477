import { Finding, Outlook } from '../finding';
import { at, Comparison, componentOf, instanceOf, Manifest, title } from '../objects';

const LEFT_ALONE = 'kubectl apply leaves what NEW does not have; Argo CD, Flux and kubectl apply --prune delete it';

/** What deleting an object means beyond that it is gone. */
const CONSEQUENCES: { readonly [kind: string]: string } = {
  StatefulSet: 'its pods go with it, and what is on an emptyDir; claims go or stay, as persistentVolumeClaimRetentionPolicy says',
  Deployment: 'its pods go with it',
  DaemonSet: 'its pods go with it',
  Service: 'clients and servers that look its name up find nothing',
  ConfigMap: 'pods that mount it cannot start any more',
  Secret: 'pods that mount it cannot start any more',
  PersistentVolumeClaim: 'its data is deleted, unless its volume is to be retained',
  PersistentVolume: 'the claim that is bound to it loses its volume',
  Namespace: 'everything in it is deleted',
};

/** Objects that only one side has. */
export function objects(comparison: Comparison): Finding[] {
  const { added, removed } = comparison;
  const superseded = removed.filter((object) => added.some((other) => supersedes(other, object)));
  const gone = removed.filter((object) => !superseded.includes(object));
  return [...clustersGone(gone), ...added.map((object) => addition(object, superseded))];
}

/** All that is removed of one cluster is one finding: what happens to its data is said once. */
function clustersGone(gone: readonly Manifest[]): Finding[] {
  const statefulSets = gone.filter((object) => object.kind === 'StatefulSet' && instanceOf(object) !== undefined);
  const clusters = statefulSets.filter((object, index) => statefulSets.findIndex((other) => isSameCluster(other, object)) === index);
  const belongs = (object: Manifest) => clusters.find((cluster) => isSameCluster(cluster, object));
  return [
    ...clusters.map((cluster) => removal(cluster, gone.filter((object) => belongs(object) === cluster).map(title))),
    ...gone.filter((object) => !belongs(object)).map((object) => removal(object, ['not in NEW'])),
  ];
}

function removal(object: Manifest, changes: string[]): Finding {
  const consequence = CONSEQUENCES[object.kind];
  return {
    outlook: Outlook.REMOVED,
    object: title(object),
    changes,
    why: consequence ? `${LEFT_ALONE}: ${consequence}` : LEFT_ALONE,
    steps: [],
  };
}

function addition(object: Manifest, superseded: readonly Manifest[]): Finding {
  const former = superseded.find((other) => supersedes(object, other));
  return {
    outlook: Outlook.NEW,
    object: title(object),
    changes: [former ? `in the place of ${former.metadata.name}` : 'not in OLD'],
    why: former
      ? 'a Job does not change what it runs, so this is another one. It can run at any time, and leaves what is done as it is'
      : 'it is created',
    steps: [],
  };
}

/** The Jobs that form a cluster are named by what they run. */
function supersedes(now: Manifest, old: Manifest): boolean {
  return [now, old].every((object) => object.kind === 'Job' && componentOf(object) === 'formation') && isSameCluster(now, old);
}

/** Volumes have no namespace of their own: the claim that they are for has. */
function isSameCluster(one: Manifest, other: Manifest): boolean {
  const namespace = (object: Manifest) => at(object, 'spec', 'claimRef', 'namespace') ?? object.metadata.namespace;
  return instanceOf(one) !== undefined && instanceOf(one) === instanceOf(other) && namespace(one) === namespace(other);
}
