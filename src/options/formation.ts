import { Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';
import { ManagerPodOptions } from './manager-pods';

/** Choices for the Job that forms the cluster. */
export interface FormationOptions extends ManagerPodOptions {
  /**
   * How long the Job waits for pods that are not there yet, in whole seconds: images are pulled, volumes bound, nodes added meanwhile.
   *
   * @default Duration.hours(1)
   */
  readonly wait?: Duration;

  /**
   * How many times a failed attempt is followed by another. Each attempt is a pod of its own, so that its log stays.
   *
   * @default 6
   */
  readonly backoffLimit?: number;

  /**
   * How long all attempts together may take, in whole seconds.
   *
   * @default - `wait` and 15 minutes more
   */
  readonly activeDeadline?: Duration;

  /**
   * CPU and memory of the Job's container.
   *
   * @default - requests 100m and 64Mi, no limits
   */
  readonly resources?: ContainerResources;
}

/**
 * Who forms the cluster.
 */
export class Formation {
  /**
   * A Job, applied together with everything else: it waits for the pods, forms the cluster and ends. Safe to run again at any time. The default.
   *
   * @param options how it runs
   */
  public static job(options: FormationOptions = {}): Formation {
    return new Formation(options);
  }

  /** Nobody: the servers come up as six strangers, and somebody else makes them a cluster. */
  public static none(): Formation {
    return new Formation();
  }

  /** How the Job runs; without a Job there are none. */
  public readonly options?: FormationOptions;

  private constructor(options?: FormationOptions) {
    this.options = options;
  }
}
