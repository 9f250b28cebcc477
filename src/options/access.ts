/** Whom labels let in. */
export interface LabelledAccessOptions {
  /**
   * Namespaces of clients besides the cluster's own.
   *
   * @default - none
   */
  readonly namespaces?: string[];
}

/** Which clients a choice lets in. */
export enum AccessKind {
  /** Pods of the cluster's namespace. */
  SAME_NAMESPACE = 'sameNamespace',
  /** Pods that carry the label. */
  LABELLED = 'labelled',
  /** All. */
  ANYWHERE = 'anywhere',
  /** Nothing is said of it. */
  WITHOUT_POLICY = 'withoutPolicy',
}

/**
 * Who reaches the servers' port for clients. The port by which servers talk to each other is theirs alone, whatever is chosen. Policies add up: what else is to be
 * let in, such as whoever reads metrics from a sidecar, is let in by a further NetworkPolicy.
 */
export class Access {
  /** The pods of the cluster's namespace. The default. */
  public static sameNamespace(): Access {
    return new Access(AccessKind.SAME_NAMESPACE);
  }

  /**
   * Pods that carry the label `cdk8s-redis-cluster/<name>: client`. `connect()` puts it on a workload's pods; `clientLabels` is for all others.
   *
   * @param options from which other namespaces
   */
  public static labelled(options: LabelledAccessOptions = {}): Access {
    return new Access(AccessKind.LABELLED, options.namespaces);
  }

  /** Whoever has a route to the pods. */
  public static anywhere(): Access {
    return new Access(AccessKind.ANYWHERE);
  }

  /** Nothing is made that would keep anybody from any port: no NetworkPolicy at all, for those who write their own. */
  public static withoutPolicy(): Access {
    return new Access(AccessKind.WITHOUT_POLICY);
  }

  /** Which of the four. */
  public readonly kind: AccessKind;

  /** The other namespaces whose pods are let in where they carry the label. */
  public readonly namespaces: string[];

  private constructor(kind: AccessKind, namespaces: string[] = []) {
    this.kind = kind;
    this.namespaces = namespaces;
  }

  /** The choice as it is written down. */
  public toString(): string {
    return `Access.${this.kind}()`;
  }
}
