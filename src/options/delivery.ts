import { Duration } from 'cdk8s';

/** How long a finished Job stays when nobody but the user applies the manifests: long enough to read its log the next day. */
const PLAIN_JOB_TTL = Duration.days(1);

/**
 * What applies the manifests. It decides what becomes of a Job that has finished.
 *
 * Every preset makes the Job an ordinary object beside the StatefulSet, never a hook, and nothing waits for it: a hook that runs when everything is healthy would
 * never run, because the pods become ready only when the Job has formed the cluster (bitnami/charts#18924). The Job's name carries a hash of what it runs, because
 * Jobs are immutable (argoproj/argo-cd#9163): a change makes a new Job, and the tool's pruning removes the old one.
 */
export class Delivery {
  /**
   * `kubectl apply` and the like: Kubernetes removes the Job a day after it has finished (`ttlSecondsAfterFinished`). Applying again makes it again, which is
   * harmless: on a formed cluster it changes nothing. The default.
   */
  public static plain(): Delivery {
    return new Delivery(PLAIN_JOB_TTL);
  }

  /**
   * Argo CD: the Job stays, without a time to live. Argo CD calls an Application out of sync when a Job is gone that its manifests name, and with self-healing
   * makes it again, for ever (argoproj/argo-cd#8586, argoproj/argo-cd#13851). Leave the Job in the same sync wave as the StatefulSet; superseded Jobs go by pruning.
   */
  public static argoCd(): Delivery {
    return new Delivery();
  }

  /**
   * Flux: the Job stays, without a time to live. Flux applies at each reconciliation whatever is missing, so a Job that Kubernetes removed is made again by the
   * next one (seen in fluxcd/flux2#3334). Leave the Job in the same Kustomization as the StatefulSet; superseded Jobs go by `prune: true`. `force: true` is not
   * needed, and would delete all pods of a StatefulSet at once (fluxcd/pkg#603).
   */
  public static flux(): Delivery {
    return new Delivery();
  }

  /** How long a finished Job stays; without it for as long as the manifests name it. */
  public readonly jobTtl?: Duration;

  private constructor(jobTtl?: Duration) {
    this.jobTtl = jobTtl;
  }
}
