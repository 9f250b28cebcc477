import { Duration, Lazy, Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { Auth } from '../options/auth';
import { Delivery } from '../options/delivery';
import { Engine } from '../options/engine';
import { Formation, FormationOptions } from '../options/formation';
import { PodOptions } from '../options/pods';
import { ShardLoss } from '../options/shard-loss';
import { Tls } from '../options/tls';
import { Component, componentLabels, selectorLabels } from '../render/labels';
import { placementOf } from '../render/placement';
import { unlessEmpty } from '../render/pod';
import { Settings } from '../render/settings';
import { shapeOf } from '../render/shape';
import { FORMATION_RULES } from '../render/validation';
import { DEFAULT_WAIT } from '../render/validation/limits';
import { HashedObject } from './hashed-object';
import { judge } from './judged';
import { ManagerProgram } from './manager-program';

/** The servers that are to become a cluster, and how the Job runs. */
export interface ClusterFormationProps extends FormationOptions, PodOptions {
  /** The StatefulSet whose pods become the cluster. Its first pods become the masters, the others their replicas in turn. */
  readonly statefulSetName: string;

  /** The headless Service that gives those pods their DNS names. It has to publish addresses that are not ready. */
  readonly serviceName: string;

  /**
   * The servers' port for clients.
   *
   * @default 6379
   */
  readonly port?: number;

  /**
   * How many masters there are to be: 3 or more.
   *
   * @default 3
   */
  readonly shards?: number;

  /**
   * How many replicas each of them is to have. The StatefulSet has `shards` x (1 + `replicasPerShard`) pods.
   *
   * @default 1
   */
  readonly replicasPerShard?: number;

  /**
   * What the servers run. Its image is the Job's own, unless another is chosen.
   *
   * @default Engine.redis('8.0')
   */
  readonly engine?: Engine;

  /**
   * What the servers ask for. Of users the Job needs only the one that manages, `cluster-manager`.
   *
   * @default Auth.none()
   */
  readonly auth?: Auth;

  /**
   * The servers' `cluster-node-timeout`, in whole milliseconds. It is lowered for the moment of forming and set to this afterwards.
   *
   * @default - what each server has is left alone
   */
  readonly nodeTimeout?: Duration;

  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Whether the servers take encrypted connections, and with which certificates the Job connects.
   *
   * @default Tls.none()
   */
  readonly tls?: Tls;

  /**
   * Whether every server announces its own DNS name, `cluster-announce-hostname <pod>.<service>.<namespace>.svc.<domain>`. Then one that announces nothing is a
   * stranger; one that announces another name always is.
   *
   * @default false
   */
  readonly announcedHostnames?: boolean;

  /**
   * The zone of each Kubernetes node that pods may come to, by the node's name: the value of its label `topology.kubernetes.io/zone`. It takes servers that announce
   * their own node as well: `cluster-announce-human-nodename`, and `announcedHostnames`. Nodes that are not named count as zones of their own.
   *
   * @default - no zones are known: copies and masters are spread over Kubernetes nodes alone
   */
  readonly zones?: { readonly [nodeName: string]: string };

  /**
   * What applies the manifests.
   *
   * @default Delivery.plain()
   */
  readonly delivery?: Delivery;

  /** @internal The program, where the cluster has it already: the keeper runs the same. */
  readonly _program?: ManagerProgram;
}

/** What the Job's container asks for unless something else is said. */
const RESOURCES: ContainerResources = { cpu: { request: Cpu.millis(100) }, memory: { request: Size.mebibytes(64) } };

/** What all attempts together may take besides the waiting. */
const DEADLINE_AFTER_WAIT = Duration.minutes(15);

/** How many times a failed attempt is followed by another unless something else is said. */
const BACKOFF_LIMIT = 6;

/**
 * The Job that makes servers a cluster, `<statefulSetName>-form-<hash>`, with its program, the ConfigMap `<statefulSetName>-manager`.
 *
 * It waits until every pod answers, forms the cluster and prints a table of it. Whatever it finds done, it leaves; it can run again at any time, and after dying
 * at any point. Servers that hold keys or belong to another cluster are refused. It works with any StatefulSet of cluster-enabled servers with a headless Service.
 */
export class ClusterFormation extends Construct {
  private readonly props: ClusterFormationProps;
  private readonly settings: Settings;
  private readonly program: ManagerProgram;
  private readonly job: HashedObject;

  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: ClusterFormationProps) {
    super(scope, id);
    this.props = props;
    this.settings = this.judge();

    this.program = props._program ?? this.createProgram();
    this.job = new HashedObject(this, 'Resource', {
      ...k8s.KubeJob.GVK,
      metadata: {
        name: `${props.statefulSetName}-form`,
        labels: { ...props.labels, ...componentLabels(props.statefulSetName, Component.FORMATION) },
        annotations: props.annotations,
      },
      spec: Lazy.any({ produce: () => k8s.KubeJob.manifest({ spec: this.jobSpec() }).spec }),
    });
  }

  /** The Job's name as it is now: what is added or patched later changes it. */
  public get jobName(): string {
    return this.job.toJson().metadata.name;
  }

  /** CPU and memory are the Job's own, not the servers'; whether the servers' data outlives their pods nobody knows. */
  private judge(): Settings {
    const { resources, ...props } = this.props;
    const name = props.statefulSetName;
    return judge(
      this,
      { ...props, name, onShardLoss: ShardLoss.manual(), formation: Formation.job({ ...props, resources }) },
      { kind: 'ClusterFormation', rules: FORMATION_RULES, serviceName: props.serviceName, objects: [`ConfigMap/${name}-manager`] },
    );
  }

  private createProgram(): ManagerProgram {
    const { nodeTimeout, announcedHostnames } = this.props;
    return new ManagerProgram(this, 'Program', {
      settings: this.settings,
      shape: shapeOf(this.settings, { nodeTimeout: nodeTimeout?.toMilliseconds(), announced: announcedHostnames ?? false }),
    });
  }

  private jobSpec(): k8s.JobSpec {
    const { statefulSetName, image, resources, wait, backoffLimit, activeDeadline } = this.props;
    const { podLabels, podAnnotations, delivery } = this.settings;
    return {
      backoffLimit: backoffLimit ?? BACKOFF_LIMIT,
      activeDeadlineSeconds: activeDeadline?.toSeconds() ?? (wait ?? DEFAULT_WAIT).toSeconds() + DEADLINE_AFTER_WAIT.toSeconds(),
      ttlSecondsAfterFinished: delivery.jobTtl?.toSeconds(),
      template: {
        metadata: { labels: { ...podLabels, ...componentLabels(statefulSetName, Component.FORMATION) }, annotations: unlessEmpty(podAnnotations) },
        spec: {
          ...this.program.podSpec({
            ...placementOf(this.props),
            task: 'form',
            image,
            resources: resources ?? RESOURCES,
            selector: selectorLabels(statefulSetName, Component.FORMATION),
          }),
          // A failed attempt keeps its pod and so its log; restarted in place, the log would go with the pod when the last attempt fails.
          restartPolicy: 'Never',
        },
      },
    };
  }
}
