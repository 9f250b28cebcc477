import { Duration } from 'cdk8s';

/** Choices for a takeover. */
export interface TakeOverOptions {
  /**
   * For how long most masters have to be silent before their replicas take over, in whole seconds. Longer than the node timeout: a master that restarts comes back
   * with all that it had.
   *
   * @default Duration.seconds(60)
   */
  readonly after?: Duration;
}

/** Long enough for pods to restart and for most network faults to end. */
const TAKE_OVER_AFTER = Duration.seconds(60);

/**
 * What the keeper does when most masters are gone at once. Then the engine elects nobody, and every shard stops that has lost its master.
 */
export class QuorumLoss {
  /** It waits until most of them are back. Nothing can be lost by that but time. The default. */
  public static wait(): QuorumLoss {
    return new QuorumLoss('wait');
  }

  /**
   * The replicas of the silent masters take over without a vote.
   *
   * The keeper cannot tell dead masters from masters behind a cut network. If they are alive there, with clients, both sides take writes to the same slots until
   * the cut ends; then the old masters become replicas of the new ones, and every write that they have acknowledged since the cut began is lost. They do not stop
   * by themselves, as cut-off masters that are a minority do. Only `minReplicasToWrite` of 1 or more bounds it: then masters without their replicas refuse writes
   * once `minReplicasMaxLag` has passed.
   *
   * @param options how long they wait before
   */
  public static takeOver(options: TakeOverOptions = {}): QuorumLoss {
    return new QuorumLoss('takeOver', options.after ?? TAKE_OVER_AFTER);
  }

  /** The choice, as the cluster manager reads it. */
  public readonly policy: string;

  /** How long most masters have to be silent. */
  public readonly after?: Duration;

  private constructor(policy: string, after?: Duration) {
    this.policy = policy;
    this.after = after;
  }
}
