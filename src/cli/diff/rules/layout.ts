import { Cluster } from '../clusters';
import { kubectl } from '../objects';
import { besides, changeOf, ClusterRow } from './cluster';

const layout = ({ name, statefulSets }: Cluster) =>
  statefulSets.some(({ metadata }) => metadata.name === name) ? 'a single StatefulSet' : 'a StatefulSet per shard';

const otherLayout: ClusterRow = {
  changes: (pair) => changeOf(pair, 'layout', layout),
  why:
    'the pods get other names, and with them other volumes: a second, empty cluster of the same name. The Job finds the first one and refuses (other-layout), and the new ' +
    'pods never become ready. Whoever prunes deletes the StatefulSets that have the data in the same step, and what is on an emptyDir with them',
  steps: ({ now }) => [...besides(), `where NEW has been applied: apply OLD again, then ${kubectl(now.statefulSet, removal(now))}`],
  alone: true,
};

export const LAYOUT = [otherLayout];

/** What the other layout has made. PodDisruptionBudgets are named as their StatefulSets, and volumes that go with their pods have no claims. */
function removal({ statefulSets, storage, shape }: Cluster): string {
  const sets = `delete statefulset,pdb ${statefulSets.map(({ metadata }) => metadata.name).join(' ')} --ignore-not-found`;
  const claims = (shape.PODS ?? '').split(' ').map((pod) => `data-${pod}`);
  return storage === 'emptyDir' ? sets : `${sets}, and the claims of its pods, which are empty: ${claims.join(' ')}`;
}
