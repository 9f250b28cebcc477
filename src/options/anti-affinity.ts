/** Choices for pods that never share a Kubernetes node. */
export interface RequiredAntiAffinityOptions {
  /** How many schedulable nodes there are. Fewer than pods are refused at synthesis, since some pods would wait for ever. */
  readonly nodes: number;
}

/**
 * How firmly the cluster's pods keep to different Kubernetes nodes (`kubernetes.io/hostname`).
 */
export class AntiAffinity {
  /** On different nodes where that can be had: preferred, with the highest weight (100). The default. */
  public static preferred(): AntiAffinity {
    return new AntiAffinity();
  }

  /**
   * Never two on one node: a pod without a node of its own waits for one.
   *
   * @param options how many nodes there are
   */
  public static required(options: RequiredAntiAffinityOptions): AntiAffinity {
    return new AntiAffinity(options.nodes);
  }

  /** How many nodes there are, when different nodes are required. */
  public readonly nodes?: number;

  private constructor(nodes?: number) {
    this.nodes = nodes;
  }
}
