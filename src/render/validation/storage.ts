import { Size } from 'cdk8s';
import { PersistentVolumeAccessMode } from 'cdk8s-plus-27';
import { Storage, StorageKind } from '../../options/storage';
import { Settings } from '../settings';
import { elements, given, Named, rule } from './rule';
import { ANY_SIZE, isSize } from './resources';
import { isAbsolutePath, isHost, isOneLine, isSubdomain } from './syntax';

const only =
  <V>(kind: StorageKind, choice: (storage: Storage) => V | undefined) =>
  ({ storage }: Settings): V[] =>
    storage.kind === kind ? given(choice(storage)) : [];

const sizes = rule<Named<Size>>({
  of: ({ storage: { size, sizeLimit } }) => [
    ...given(size).map((value) => ({ what: 'storage: size', value })),
    ...given(sizeLimit).map((value) => ({ what: 'storage: sizeLimit', value })),
  ],
  refused: ({ value }) => !isSize(value),
  what: ({ what }) => what,
  allowed: ANY_SIZE,
  got: ({ value }) => value,
  change: 'say how much each server may keep',
});

const storageClass = rule<string>({
  of: ({ storage }) => given(storage.storageClass),
  refused: (name) => name !== '' && !isSubdomain(name),
  what: 'storage: storageClass',
  allowed: 'the name of a StorageClass: lower case letters, digits, inner dashes and dots',
  change: 'list the classes with "kubectl get storageclass"; leave it out for the default one',
});

const accessMode = rule<PersistentVolumeAccessMode>({
  of: ({ storage }) => given(storage.accessMode),
  refused: (mode) => mode === PersistentVolumeAccessMode.READ_ONLY_MANY,
  what: 'storage: accessMode',
  allowed: 'one that lets servers write',
  change: 'use PersistentVolumeAccessMode.READ_WRITE_ONCE',
});

const server = rule<string>({
  of: only(StorageKind.NFS, (storage) => storage.server),
  refused: (host) => !isHost(host),
  what: 'storage: server',
  allowed: 'a host name or an address',
  change: 'name the NFS server as the Kubernetes nodes reach it, without scheme, port or path',
});

const path = rule<string>({
  of: only(StorageKind.NFS, (storage) => storage.path),
  refused: (folder) => !isAbsolutePath(folder),
  what: 'storage: path',
  allowed: 'an absolute path on one line, without ".."',
  change: 'name the exported folder, such as "/exports/redis"',
});

const mountOption = rule<Named<string>>({
  of: ({ storage }) => elements('storage: mountOptions', storage.mountOptions ?? []),
  refused: ({ value }) => value === '' || /\s/.test(value) || !isOneLine(value),
  what: ({ what }) => what,
  allowed: 'one mount option without blanks',
  got: ({ value }) => value,
  change: 'write each option as an element of its own, such as "nfsvers=4.1"',
});

const readOnly = rule<Named<string>>({
  of: ({ storage }) => elements('storage: mountOptions', storage.mountOptions ?? []),
  refused: ({ value }) => value.split(',').includes('ro'),
  what: ({ what }) => what,
  allowed: 'an option that lets servers write',
  got: ({ value }) => value,
  change: 'leave "ro" out',
});

const namespace = rule<StorageKind>({
  of: ({ storage }) => [storage.kind],
  refused: (kind, settings) => kind === StorageKind.NFS && settings.namespace === undefined,
  what: 'namespace of the chart',
  allowed: 'set where storage is Storage.nfs(...)',
  got: () => undefined,
  change: 'static volumes name the claims that they are for, so write new Chart(app, id, { namespace: ... })',
});

export const STORAGE = [sizes, storageClass, accessMode, server, path, mountOption, readOnly, namespace];
