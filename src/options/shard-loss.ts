/**
 * What the keeper does when a shard's data is gone: every pod answers, and none of them has a copy. A pod that is silent may still have one, so nothing is done
 * while any is.
 */
export class ShardLoss {
  /**
   * A person decides. The other shards go on serving, the keeper says which pods are concerned and what to do. The default where the data outlives the pods.
   */
  public static manual(): ShardLoss {
    return new ShardLoss('manual');
  }

  /**
   * The shard starts again, empty. For caches, and the default where the data lives and dies with the pods (an emptyDir, or no persistence). Whatever the shard
   * held is lost then for good; clients see its keys as missing. Not while a pod without a shard has data set aside on its volume: the keeper names it, and waits.
   */
  public static recreateEmpty(): ShardLoss {
    return new ShardLoss('recreateEmpty');
  }

  /** The choice, as the cluster manager reads it. */
  public readonly policy: string;

  private constructor(policy: string) {
    this.policy = policy;
  }
}
