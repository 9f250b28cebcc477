import { k8s } from '../../imports/k8s';
import { Storage, StorageKind } from '../options/storage';
import { claimName } from './topology';

type ClaimFields = Pick<k8s.StatefulSetSpec, 'volumeClaimTemplates' | 'persistentVolumeClaimRetentionPolicy'>;

/** What a StatefulSet says of its pods' claims: nothing where the data is on the nodes. */
export function renderClaims(storage: Storage): ClaimFields {
  if (storage.kind === StorageKind.EMPTY_DIR) return {};
  return {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: storage.whenDeleted, whenScaled: storage.whenScaled },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: [storage.accessMode!],
          // An empty class keeps dynamic provisioning away from claims whose volumes are there already.
          storageClassName: storage.kind === StorageKind.NFS ? '' : storage.storageClass,
          resources: { requests: { storage: capacity(storage) } },
        },
      },
    ],
  };
}

/** The static volume of one pod: its own folder on the NFS server, kept for that pod's claim alone. */
export function renderNfsVolume(storage: Storage, pod: string, namespace: string): k8s.PersistentVolumeSpec {
  return {
    capacity: { storage: capacity(storage) },
    accessModes: [storage.accessMode!],
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claimName(pod) },
    mountOptions: storage.mountOptions,
    nfs: { server: storage.server!, path: `${storage.path!.replace(/\/+$/, '')}/${pod}` },
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: '',
  };
}

/** PersistentVolumes have no namespace: the name carries it, and the dot, which namespaces cannot have, keeps it apart. */
export function volumeName(pod: string, namespace: string): string {
  return `${namespace}.${claimName(pod)}`;
}

function capacity(storage: Storage): k8s.Quantity {
  return k8s.Quantity.fromString(storage.size!.asString());
}
