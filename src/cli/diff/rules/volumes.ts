import { Difference } from '../differences';
import { Outlook } from '../finding';
import { kubectl } from '../objects';
import { quantity } from '../quantity';
import { FieldRow } from './field';

const VOLUME_MAY_CHANGE = ['accessModes', 'capacity', 'claimRef', 'mountOptions', 'persistentVolumeReclaimPolicy', 'storageClassName'];

const volume: FieldRow = {
  kinds: ['PersistentVolume'],
  fields: ['spec'],
  when: ({ path }) => !VOLUME_MAY_CHANGE.some((field) => path.startsWith(`spec.${field}`)),
  outlook: Outlook.REFUSED,
  why: 'a volume stays what and where it is: the whole cluster has to stop for a move',
  steps: () => [
    'kubectl delete --filename OLD, and wait until its claims and volumes are gone. With persistentVolumeReclaimPolicy Retain the folders stay as they are',
    'copy the folders to where NEW has them, with their owner',
    'apply NEW: each pod finds its data and its identity in its folder',
  ],
};

const claim: FieldRow = {
  kinds: ['PersistentVolumeClaim'],
  fields: ['spec'],
  when: (difference) => !isGrowth(difference) && !difference.path.startsWith('spec.volumeAttributesClassName'),
  outlook: Outlook.REFUSED,
  why: 'a claim can only grow',
  steps: ({ old }) => [
    'make a claim of another name, copy the data there and mount that one',
    `${kubectl(old, `delete pvc ${old.metadata.name}`)}, once nobody needs the data there`,
  ],
};

export const VOLUMES = [volume, claim];

function isGrowth({ path, old, now }: Difference): boolean {
  return path === 'spec.resources.requests.storage' && quantity(now) > quantity(old);
}
