import { ContainerResources } from 'cdk8s-plus-27';
import { ManagerPodOptions } from './manager-pods';

/** Choices for the pods that keep the cluster healthy. */
export interface KeeperOptions extends ManagerPodOptions {
  /**
   * How many pods there are, each on a Kubernetes node of its own: with two of them, the death of a node that holds a master leaves one that sees it.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Whether replicas change places where all copies of a shard have come to be on one Kubernetes node, or in one known zone, and another shard's replica is elsewhere: one
   * after the other, each by copying its new master's data. The shard has one copy less until both are done; the other shard never has. Otherwise the keeper only
   * says which shard it is.
   *
   * @default false
   */
  readonly swapReplicas?: boolean;

  /**
   * CPU and memory of each keeper's container.
   *
   * @default - requests 10m and 32Mi, no limits
   */
  readonly resources?: ContainerResources;
}

/**
 * Who keeps the cluster healthy.
 */
export class Keeper {
  /**
   * Two small pods that watch the servers and heal what Kubernetes and the engine do not: the Deployment `<name>-keeper`. It is ready when the cluster is healthy.
   * It has no access to the Kubernetes API; it sees the servers through DNS and their own protocol alone. The default.
   *
   * @param options how they run
   */
  public static pods(options: KeeperOptions = {}): Keeper {
    return new Keeper(options);
  }

  /**
   * Nobody: the engine's own elections replace a master that fails, after the node timeout. What they do not mend stays as it is: addresses that all changed at
   * once, a volume that was lost, a replica that started after its master had gone.
   */
  public static none(): Keeper {
    return new Keeper();
  }

  /** How the pods run; without pods there are none. */
  public readonly options?: KeeperOptions;

  private constructor(options?: KeeperOptions) {
    this.options = options;
  }
}
