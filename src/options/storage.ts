import { Size } from 'cdk8s';
import { PersistentVolumeAccessMode } from 'cdk8s-plus-27';

/** Which of the three kinds of volume holds the data. */
export enum StorageKind {
  /** An emptyDir on the pod's node. */
  EMPTY_DIR = 'emptyDir',
  /** A PersistentVolumeClaim per pod. */
  PERSISTENT_VOLUMES = 'persistentVolumes',
  /** A folder per pod on an NFS server. */
  NFS = 'nfs',
}

/** What becomes of a pod's claim when its pod is gone for good. */
export enum RetentionPolicy {
  /** The claim stays, and a pod of the same name takes it up again. */
  RETAIN = 'Retain',
  /** The claim is deleted. What becomes of the data then is up to the volume's reclaim policy. */
  DELETE = 'Delete',
}

/** Choices for data on the pod's own node. */
export interface EmptyDirOptions {
  /**
   * A pod that holds more is evicted.
   *
   * @default - no limit
   */
  readonly sizeLimit?: Size;
}

/** Choices for a PersistentVolumeClaim per pod. */
export interface PersistentVolumesOptions {
  /** How large each pod's volume is. An append-only file being rewritten needs room for itself twice. */
  readonly size: Size;

  /**
   * The class that provides the volumes.
   *
   * @default - the default class of the Kubernetes cluster
   */
  readonly storageClass?: string;

  /**
   * How the volume may be mounted. Only ever one pod mounts it.
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: PersistentVolumeAccessMode;

  /**
   * What becomes of the claims when the StatefulSet is deleted.
   *
   * @default RetentionPolicy.RETAIN
   */
  readonly whenDeleted?: RetentionPolicy;

  /**
   * What becomes of a pod's claim when the cluster shrinks and the pod goes.
   *
   * @default RetentionPolicy.RETAIN
   */
  readonly whenScaled?: RetentionPolicy;
}

/** Choices for folders on an NFS server. */
export interface NfsOptions {
  /** The server's host name or address, as the Kubernetes nodes (not pods) see it. */
  readonly server: string;

  /**
   * The absolute path of a folder that the server exports. Pod `cache-0` has its data in the folder `cache-0` below it, and so on: make those folders before,
   * writable for user and group 999, since Kubernetes neither makes them nor changes who owns them. A missing one shows as an event of its pod.
   */
  readonly path: string;

  /**
   * The capacity that volumes and claims name. Kubernetes asks for a figure; NFS does not hold anybody to it.
   *
   * @default Size.gibibytes(1)
   */
  readonly size?: Size;

  /**
   * Mount options such as `nfsvers=4.1`.
   *
   * @default - those of the node's mount command
   */
  readonly mountOptions?: string[];
}

/** The capacity that static NFS volumes name when nothing else is said. */
const NFS_SIZE = Size.gibibytes(1);

/**
 * Where the servers' files live.
 */
export class Storage {
  /**
   * On the pod's own node, for as long as the pod lives there. The default: nothing to prepare, and a pod that is deleted gets its data again from its shard's
   * other copy.
   *
   * @param options how much
   */
  public static emptyDir(options: EmptyDirOptions = {}): Storage {
    return new Storage(StorageKind.EMPTY_DIR, { sizeLimit: options.sizeLimit });
  }

  /**
   * A PersistentVolumeClaim for each pod, which outlives it.
   *
   * @param options how large and from which class
   */
  public static persistentVolumes(options: PersistentVolumesOptions): Storage {
    return new Storage(StorageKind.PERSISTENT_VOLUMES, {
      ...options,
      accessMode: options.accessMode ?? PersistentVolumeAccessMode.READ_WRITE_ONCE,
      whenDeleted: options.whenDeleted ?? RetentionPolicy.RETAIN,
      whenScaled: options.whenScaled ?? RetentionPolicy.RETAIN,
    });
  }

  /**
   * One static PersistentVolume per pod, each a folder of its own on an NFS server, bound to exactly that pod's claim. The chart needs a namespace, since the
   * volumes name it. The volumes are never deleted with their contents (`Retain`); deleting the manifests and applying them again takes the folders up again.
   *
   * A claim is deleted together with the StatefulSet, because it holds nothing but the link to its volume: otherwise `kubectl delete -f` would wait for ever for
   * volumes whose claims are still there.
   *
   * The servers lock `nodes.conf` there; NFS 4 frees the lock of a node that died after its lease (90 s on Linux servers), so prefer `nfsvers=4.1` or newer.
   *
   * @param options which server and folder
   */
  public static nfs(options: NfsOptions): Storage {
    return new Storage(StorageKind.NFS, {
      ...options,
      size: options.size ?? NFS_SIZE,
      accessMode: PersistentVolumeAccessMode.READ_WRITE_ONCE,
      whenDeleted: RetentionPolicy.DELETE,
      whenScaled: RetentionPolicy.RETAIN,
    });
  }

  /** Which of the three. */
  public readonly kind: StorageKind;

  /** The most that an emptyDir may hold. */
  public readonly sizeLimit?: Size;

  /** The size of each claim. */
  public readonly size?: Size;

  /** The class of the claims. */
  public readonly storageClass?: string;

  /** How the claims are mounted. */
  public readonly accessMode?: PersistentVolumeAccessMode;

  /** What becomes of the claims when the StatefulSet is deleted. */
  public readonly whenDeleted?: RetentionPolicy;

  /** What becomes of a claim when its pod is scaled away. */
  public readonly whenScaled?: RetentionPolicy;

  /** The NFS server. */
  public readonly server?: string;

  /** The exported folder, below which each pod has its own. */
  public readonly path?: string;

  /** NFS mount options. */
  public readonly mountOptions?: string[];

  private constructor(kind: StorageKind, choices: StorageChoices) {
    this.kind = kind;
    this.sizeLimit = choices.sizeLimit;
    this.size = choices.size;
    this.storageClass = choices.storageClass;
    this.accessMode = choices.accessMode;
    this.whenDeleted = choices.whenDeleted;
    this.whenScaled = choices.whenScaled;
    this.server = choices.server;
    this.path = choices.path;
    this.mountOptions = choices.mountOptions;
  }
}

/** Everything that any of the three kinds may say. */
interface StorageChoices extends EmptyDirOptions, Partial<PersistentVolumesOptions>, Partial<Omit<NfsOptions, 'size'>> {}
