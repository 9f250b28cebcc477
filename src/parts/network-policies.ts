import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { Component, componentLabels } from '../render/labels';
import { managerPolicy, nodesPolicy } from '../render/network-policy';
import { Settings } from '../render/settings';

/**
 * Who may talk to whom: a NetworkPolicy for each kind of pods, `<name>-nodes`, `<name>-formation` and `<name>-keeper`. All else is refused, both ways.
 */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { name, labels, annotations, formation, keeper } = settings;
    const policy = (child: string, suffix: string, component: Component, spec: () => k8s.NetworkPolicySpec) =>
      new ApiObject(this, child, {
        ...k8s.KubeNetworkPolicy.GVK,
        metadata: { name: `${name}-${suffix}`, labels: { ...labels, ...componentLabels(name, component) }, annotations },
        spec: Lazy.any({ produce: () => k8s.KubeNetworkPolicy.manifest({ spec: spec() }).spec }),
      });

    policy('Resource', 'nodes', Component.NODE, () => nodesPolicy(settings));
    for (const [child, component, { options }] of [
      ['Formation', Component.FORMATION, formation],
      ['Keeper', Component.KEEPER, keeper],
    ] as const) {
      if (options) policy(child, component, component, () => managerPolicy(settings, component, options.image));
    }
  }
}
