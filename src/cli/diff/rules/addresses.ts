import { ClusterPair } from '../clusters';
import { at } from '../objects';
import { besides, changeOf, ClusterRow } from './cluster';

/** What works where the data outlives the objects. */
function steps({ old }: ClusterPair): string[] {
  const goes = at(old.statefulSet, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
  if (old.storage === 'emptyDir' || goes) return besides();
  return [...besides(), 'or, where the cluster may be away meanwhile: kubectl delete --filename OLD, wait until the pods are gone, then apply NEW'];
}

/** The bus port is another matter: servers tell each other theirs, and the keeper asks none. Its change is a rollout like any other. */
const port: ClusterRow = {
  changes: (pair) => changeOf(pair, 'port', ({ directives }) => directives['tls-port'] ?? directives.port),
  why:
    'the keeper asks one port, and pods restart one at a time: it finds none of those that are still on the other, so nobody gives a pod that comes back ' +
    'its place. The rollout stops at its first pod',
  steps,
};

const encryption: ClusterRow = {
  changes: (pair) => changeOf(pair, 'encryption', ({ directives }) => directives.port && (directives['tls-cluster'] === 'yes' ? 'TLS' : 'none')),
  why: 'a server that encrypts cannot talk to one that does not, and pods restart one at a time: the rollout stops at its first pod',
  steps,
};

const names: ClusterRow = {
  changes: (pair) => [
    ...changeOf(pair, 'clusterDomain', ({ env }) => env.CLUSTER_DOMAIN),
    ...changeOf(pair, 'headless Service', ({ env }) => env.SERVICE_NAME),
    ...changeOf(pair, 'cluster-announce-hostname', ({ directives }) => directives['cluster-announce-hostname']),
  ],
  why: 'every server gets another host name, by which it is known: to its keeper, and to its own start where that judges whose data it has, it is a stranger until all have restarted',
  steps,
};

export const ADDRESSES = [port, encryption, names];
