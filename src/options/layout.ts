/** How firmly pods keep apart. */
export enum Separation {
  /** Apart where that can be had. */
  PREFERRED = 'preferred',
  /** Always apart: a pod that finds no such place waits for one. */
  REQUIRED = 'required',
}

/** Choices for a StatefulSet per shard. */
export interface StatefulSetPerShardOptions {
  /**
   * How firmly the pods of one shard keep to different Kubernetes nodes (`kubernetes.io/hostname`). Required, it takes 1 + `replicasPerShard` nodes.
   *
   * @default Separation.REQUIRED
   */
  readonly nodes?: Separation;

  /**
   * How firmly the pods of one shard keep to different zones (`topology.kubernetes.io/zone`). Required, they are spread evenly, and nodes without that label get
   * none of them.
   *
   * @default Separation.PREFERRED
   */
  readonly zones?: Separation;
}

/**
 * Which StatefulSets the pods belong to. It cannot be changed under a running cluster: the pods have other names, and with them other volumes.
 */
export class Layout {
  /**
   * All pods in the StatefulSet `<name>`: `<name>-0`, `<name>-1`, ... They have one template, so Kubernetes cannot know which of them share a shard. The default.
   */
  public static singleStatefulSet(): Layout {
    return new Layout();
  }

  /**
   * Shard k in the StatefulSet `<name>-<k>`: `<name>-<k>-0` is born as its master, `<name>-<k>-1` and so on as its replicas. The scheduler itself keeps them apart,
   * each shard has a PodDisruptionBudget of its own, and a change rolls the shards side by side. It takes a replica per shard or more.
   *
   * @param options how firmly the pods of a shard keep apart
   */
  public static statefulSetPerShard(options: StatefulSetPerShardOptions = {}): Layout {
    return new Layout(options);
  }

  /** How the pods of a shard keep apart; in a single StatefulSet nobody knows them. */
  public readonly perShard?: StatefulSetPerShardOptions;

  private constructor(perShard?: StatefulSetPerShardOptions) {
    this.perShard = perShard;
  }
}
