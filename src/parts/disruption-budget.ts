import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { Component, componentLabels, selectorLabels, shardLabels } from '../render/labels';
import { Settings } from '../render/settings';
import { ServerSet, serverSets } from '../render/topology';

/**
 * What bounds evictions, a PodDisruptionBudget for each StatefulSet, of the same name: one pod that holds data at a time. So the drain of a node hands its masters over
 * one by one, and takes the second only when the first one's successor is ready. Where each shard has a budget of its own, one pod of each may be away.
 */
export class DisruptionBudget extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { labels, annotations } = settings;
    for (const set of serverSets(settings)) {
      new ApiObject(this, set.shard === undefined ? 'Resource' : `Shard${set.shard}`, {
        ...k8s.KubePodDisruptionBudget.GVK,
        metadata: {
          name: set.name,
          labels: { ...labels, ...componentLabels(settings.name, Component.NODE), ...shardLabels(set.shard) },
          annotations,
        },
        spec: Lazy.any({ produce: () => k8s.KubePodDisruptionBudget.manifest({ spec: budget(settings.name, set) }).spec }),
      });
    }
  }
}

function budget(name: string, { shard }: ServerSet): k8s.PodDisruptionBudgetSpec {
  return {
    maxUnavailable: k8s.IntOrString.fromNumber(1),
    selector: { matchLabels: { ...selectorLabels(name, Component.NODE), ...shardLabels(shard) } },
    // A pod that is not ready may hold the last copy of its shard: a replica whose master has just died, a server that loads its data. With AlwaysAllow a drain would
    // take it whatever else is down. So it goes only while all others are ready; a drain that waits for two sick pods tells somebody, and `kubectl delete pod` is there.
    unhealthyPodEvictionPolicy: 'IfHealthyBudget',
  };
}
