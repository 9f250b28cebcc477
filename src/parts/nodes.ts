import { ApiObject, Chart, Lazy } from 'cdk8s';
import { INetworkPolicyPeer, IPodSelector, LabelSelector, NetworkPolicyPeerConfig, PodSelectorConfig } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { NodesOptions } from '../options/nodes';
import { StorageKind } from '../options/storage';
import { renderUsers } from '../render/auth';
import { checksum } from '../render/checksum';
import { renderClaims } from '../render/claims';
import { Component, componentLabels, selectorLabels, shardLabels } from '../render/labels';
import { renderNodePod } from '../render/node-pod';
import { Settings } from '../render/settings';
import { podNames, ServerSet, serverSets } from '../render/topology';
import { NODES_RULES } from '../render/validation';
import { Configuration } from './configuration';
import { judge } from './judged';
import { NfsVolumes } from './nfs-volumes';
import { nodeScripts } from './scripts';

/** Changes whenever something does that the pods read only when they start. */
const CHECKSUM = 'cdk8s-redis-cluster/checksum';

/** The pods that hold data, and what they are configured with. */
export interface NodesProps extends NodesOptions {
  /** Their redis.conf, and with it the cluster's name, its engine and its ports. */
  readonly configuration: Configuration;
}

/**
 * The servers: the StatefulSet `<name>`, or one for each shard (`Layout`), the ConfigMap `<name>-scripts` with what runs in the pods, and their volumes.
 *
 * It needs the headless Service `<name>-nodes` (`HeadlessService`) for the pods' DNS names.
 */
export class Nodes extends Construct implements IPodSelector, INetworkPolicyPeer {
  /** The name of the cluster. */
  public readonly name: string;

  /** The StatefulSets, in the order of their shards: to patch them all, for example. */
  public readonly statefulSets: ApiObject[];

  private readonly configuration: Configuration;
  private readonly scriptsName: string;
  private readonly settings: Settings;

  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: NodesProps) {
    super(scope, id);
    const { name, engine, modules, port, busPort, endpointType, tls, auth, persistence, maxMemory } = props.configuration;
    this.configuration = props.configuration;
    this.name = name;
    this.scriptsName = `${name}-scripts`;
    const objects = [`ConfigMap/${this.scriptsName}`];
    const configured = { name, engine, modules, port, busPort, endpointType, tls, auth, persistence, maxMemory };
    this.settings = judge(this, { ...props, ...configured }, { kind: 'Nodes', rules: NODES_RULES, objects, hasServers: true });

    this.createScripts();
    if (this.settings.storage.kind === StorageKind.NFS) new NfsVolumes(this, 'Volumes', this.settings);
    this.statefulSets = serverSets(this.settings).map((set) => this.createStatefulSet(set));
  }

  /** The pods' names: first those that are born as masters, by shard, then the replicas in turn. */
  public get podNames(): string[] {
    return podNames(this.settings);
  }

  /** The labels by which the pods are selected. */
  public get podLabels(): { [key: string]: string } {
    return { ...selectorLabels(this.name, Component.NODE) };
  }

  /** Selects the pods, for Services, affinities and the like of cdk8s-plus-27. */
  public toPodSelectorConfig(): PodSelectorConfig {
    const { namespace } = Chart.of(this);
    return { labelSelector: LabelSelector.of({ labels: this.podLabels }), namespaces: namespace ? { names: [namespace] } : undefined };
  }

  /** Selects the pods, for network policies of cdk8s-plus-27. */
  public toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** Selects the pods, for network policies of cdk8s-plus-27. */
  public toPodSelector(): IPodSelector | undefined {
    return this;
  }

  private createScripts(): void {
    const { labels, annotations } = this.settings;
    new ApiObject(this, 'Scripts', {
      ...k8s.KubeConfigMap.GVK,
      metadata: { name: this.scriptsName, labels: { ...labels, ...componentLabels(this.name, Component.NODE) }, annotations },
      data: Lazy.any({ produce: () => nodeScripts().files }),
    });
  }

  private createStatefulSet(set: ServerSet): ApiObject {
    const { labels, annotations } = this.settings;
    return new ApiObject(this, set.shard === undefined ? 'Resource' : `Shard${set.shard}`, {
      ...k8s.KubeStatefulSet.GVK,
      metadata: { name: set.name, labels: { ...labels, ...this.labelsOf(set) }, annotations },
      spec: Lazy.any({ produce: () => k8s.KubeStatefulSet.manifest({ spec: this.statefulSetSpec(set) }).spec }),
    });
  }

  private labelsOf({ shard }: ServerSet): { [key: string]: string } {
    return { ...componentLabels(this.name, Component.NODE), ...shardLabels(shard) };
  }

  private checksum(): string {
    const { redisConf, auth } = this.configuration;
    return checksum(redisConf, renderUsers(auth), nodeScripts().checksum);
  }

  private statefulSetSpec(set: ServerSet): k8s.StatefulSetSpec {
    const { serviceName, storage, updateStrategy, podLabels, podAnnotations } = this.settings;
    const selector = { ...this.podLabels, ...shardLabels(set.shard) };
    return {
      serviceName,
      replicas: set.pods,
      // All at once: no server waits for another to be ready, and none is ready before all are there.
      podManagementPolicy: 'Parallel',
      updateStrategy,
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...podLabels, ...this.labelsOf(set) },
          annotations: { ...podAnnotations, [CHECKSUM]: this.checksum() },
        },
        spec: renderNodePod(this.settings, {
          configName: this.configuration.configMapName,
          scriptsName: this.scriptsName,
          selectors: { all: this.podLabels, shard: selector },
        }),
      },
      ...renderClaims(storage),
    };
  }
}
