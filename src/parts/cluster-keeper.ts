import { ApiObject, Lazy, Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { KeeperOptions } from '../options/keeper';
import { Component, componentLabels, selectorLabels } from '../render/labels';
import { SCRIPTS_PATH, WORK_PATH } from '../render/manager-pod';
import { HOST, placementOf } from '../render/placement';
import { unlessEmpty } from '../render/pod';
import { Settings } from '../render/settings';
import { MAX_INT } from '../render/validation/limits';
import { ManagerProgram } from './manager-program';

/** Of which cluster it is, what it runs, and how. */
export interface ClusterKeeperProps {
  readonly settings: Settings;
  readonly program: ManagerProgram;
  readonly options: KeeperOptions;
}

/** With two, the death of a node that holds a master leaves one that sees it. */
const REPLICAS = 2;

/** What is measured for six nodes, and room for more. */
const RESOURCES: ContainerResources = { cpu: { request: Cpu.millis(10) }, memory: { request: Size.mebibytes(32) } };

/** How long, in seconds, until the first look: an image that fetches its tools first may need minutes. */
const STARTUP_SECONDS = 600;

/**
 * How long, in seconds, a keeper stays bound to a node that Kubernetes has given up. The 5 minutes of most clusters would leave one keeper alone for as long, while
 * nothing is lost by replacing one too early. A node whose kubelet only restarts keeps its own.
 */
const AWAY_SECONDS = 10;

const AWAY: k8s.Toleration[] = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: AWAY_SECONDS,
}));

/**
 * Keepers share no node: where both sat on one, its power cut would leave none to see what it took down, and nothing would move them apart again once other nodes
 * are there. So this is no preference. But a cluster of a single node runs them all, where a required anti-affinity would leave one pending for ever. Each revision
 * counts for itself, so that pods on their way out keep no node from those that replace them. Nodes whose taints keep them out (a control plane beside one worker, a dead
 * node) are none that the other keeper could wait for.
 */
const APART: k8s.TopologySpreadConstraint = {
  topologyKey: HOST,
  maxSkew: 1,
  whenUnsatisfiable: 'DoNotSchedule',
  nodeTaintsPolicy: 'Honor',
  matchLabelKeys: ['pod-template-hash'],
};

const PROBES = {
  startupProbe: { exec: { command: ['test', '-e', `${WORK_PATH}/looked`] }, periodSeconds: 1, failureThreshold: STARTUP_SECONDS },
  livenessProbe: { exec: { command: ['sh', `${SCRIPTS_PATH}/manage.sh`, 'alive'] }, periodSeconds: 30, timeoutSeconds: 5 },
  // Ready says that the cluster is healthy, so that `kubectl get deploy` shows its state at a glance. Each answer costs tens of milliseconds of CPU.
  readinessProbe: { exec: { command: ['test', '-e', `${WORK_PATH}/healthy`] }, periodSeconds: 5, failureThreshold: 1 },
};

/**
 * Readiness is the cluster's health, so an update must not wait for it: the new keeper may be what heals the cluster. Old pods go first, all of them, and none is
 * surplus, so that new ones find the old ones' nodes free. (Recreate would wait for a pod on a dead node, which stays Terminating until the node is back.)
 */
const UPDATE: Pick<k8s.DeploymentSpec, 'strategy' | 'progressDeadlineSeconds' | 'revisionHistoryLimit'> = {
  strategy: {
    type: 'RollingUpdate',
    rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('100%'), maxSurge: k8s.IntOrString.fromNumber(0) },
  },
  // Without a deadline: an unhealthy cluster is no failed update. This number means none.
  progressDeadlineSeconds: MAX_INT,
  // Nothing to roll back to: what an earlier pod ran is in a ConfigMap that has changed with it.
  revisionHistoryLimit: 0,
};

/**
 * What keeps the cluster healthy: the Deployment `<name>-keeper`.
 */
export class ClusterKeeper extends Construct {
  private readonly settings: Settings;
  private readonly program: ManagerProgram;
  private readonly options: KeeperOptions;

  constructor(scope: Construct, id: string, { settings, program, options }: ClusterKeeperProps) {
    super(scope, id);
    this.settings = settings;
    this.program = program;
    this.options = options;

    const { name, labels, annotations } = settings;
    new ApiObject(this, 'Resource', {
      ...k8s.KubeDeployment.GVK,
      metadata: { name: `${name}-keeper`, labels: { ...labels, ...componentLabels(name, Component.KEEPER) }, annotations },
      spec: Lazy.any({ produce: () => k8s.KubeDeployment.manifest({ spec: this.deploymentSpec() }).spec }),
    });
  }

  private deploymentSpec(): k8s.DeploymentSpec {
    const { name, podLabels, podAnnotations } = this.settings;
    const { replicas, image, resources } = this.options;
    const placement = placementOf(this.options);
    const selector = selectorLabels(name, Component.KEEPER);
    return {
      replicas: replicas ?? REPLICAS,
      selector: { matchLabels: selector },
      ...UPDATE,
      template: {
        metadata: { labels: { ...podLabels, ...componentLabels(name, Component.KEEPER) }, annotations: unlessEmpty(podAnnotations) },
        spec: this.program.podSpec({
          ...placement,
          task: 'keep',
          image,
          resources: resources ?? RESOURCES,
          selector,
          tolerations: [...AWAY, ...(placement.tolerations ?? [])],
          topologySpreadConstraints: [APART, ...(placement.topologySpreadConstraints ?? [])],
          probes: PROBES,
        }),
      },
    };
  }
}
