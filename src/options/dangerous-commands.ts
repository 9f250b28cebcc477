/**
 * The commands by which an application could harm everybody: FLUSHALL, KEYS, CONFIG, DEBUG, SHUTDOWN, REPLICAOF, MONITOR, ACL, MODULE, those that change the
 * cluster, and the rest of the engine's category `@dangerous`.
 */
export class DangerousCommands {
  /** Applications may send them. */
  public static open(): DangerousCommands {
    return new DangerousCommands(false);
  }

  /**
   * Applications are refused, but for what clients need to find their way, or what only costs time: INFO, ROLE, CLUSTER REPLICAS, SORT and SORT_RO. A user whose
   * `commands` are given has those.
   */
  public static closed(): DangerousCommands {
    return new DangerousCommands(true);
  }

  /** Whether they are refused. */
  public readonly isClosed: boolean;

  private constructor(isClosed: boolean) {
    this.isClosed = isClosed;
  }
}
