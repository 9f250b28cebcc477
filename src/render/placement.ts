import { k8s } from '../../imports/k8s';
import { Separation } from '../options/layout';
import { PlacementOptions } from '../options/placement';
import { unlessEmpty } from './pod';
import { Settings } from './settings';

type Placement = Pick<k8s.PodSpec, keyof PlacementOptions>;
type Labels = { readonly [key: string]: string };

export const HOST = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

/** The weight of a preference that nothing else outweighs, and of one that anything does. */
const HIGHEST_WEIGHT = 100;
const LOWEST_WEIGHT = 1;

/** By what the pods of the cluster are recognized, and those of one shard where they have a StatefulSet of their own. */
export interface Selectors {
  readonly all: Labels;
  readonly shard: Labels;
}

/** What options say of the placement, and nothing else of them. */
export function placementOf(options: PlacementOptions): PlacementOptions {
  const { nodeSelector, tolerations, affinity, topologySpreadConstraints, priorityClassName, schedulerName } = options;
  return { nodeSelector, tolerations, affinity, topologySpreadConstraints, priorityClassName, schedulerName };
}

/** The same as pods have it: a constraint that does not say which pods it counts would count none. */
export function renderPlacement(options: PlacementOptions, selector: Labels): Placement {
  const { topologySpreadConstraints = [], ...others } = placementOf(options);
  return {
    ...others,
    topologySpreadConstraints: unlessEmpty(
      topologySpreadConstraints.map((constraint) => ({ ...constraint, labelSelector: constraint.labelSelector ?? { matchLabels: selector } })),
    ),
  };
}

/** Where pods that hold data go. */
export function renderNodePlacement(settings: Settings, selectors: Selectors): Placement {
  const { affinity, topologySpreadConstraints = [] } = settings;
  const own = ownConstraints(settings, selectors).filter((each) => !topologySpreadConstraints.some((other) => isLike(each, other)));
  return renderPlacement(
    {
      ...settings,
      affinity: { ...affinity, podAntiAffinity: podAntiAffinity(settings, selectors) },
      topologySpreadConstraints: [...own, ...topologySpreadConstraints],
    },
    selectors.all,
  );
}

/** Kubernetes takes one constraint of a kind. */
export function isLike(one: k8s.TopologySpreadConstraint, other: k8s.TopologySpreadConstraint): boolean {
  return one.topologyKey === other.topologyKey && one.whenUnsatisfiable === other.whenUnsatisfiable;
}

function podAntiAffinity({ affinity, antiAffinity, layout: { perShard } }: Settings, { all, shard }: Selectors): k8s.PodAntiAffinity {
  const cluster = antiAffinity
    ? apart(antiAffinity.nodes === undefined ? Separation.PREFERRED : Separation.REQUIRED, HOST, all, perShard ? LOWEST_WEIGHT : HIGHEST_WEIGHT)
    : (affinity?.podAntiAffinity ?? {});
  if (!perShard) return cluster;
  const zones = perShard.zones === Separation.REQUIRED ? {} : apart(Separation.PREFERRED, ZONE, shard);
  return together([apart(perShard.nodes ?? Separation.REQUIRED, HOST, shard), zones, cluster]);
}

function apart(separation: Separation, topologyKey: string, matchLabels: Labels, weight = HIGHEST_WEIGHT): k8s.PodAntiAffinity {
  const term: k8s.PodAffinityTerm = { topologyKey, labelSelector: { matchLabels } };
  return separation === Separation.REQUIRED
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] };
}

function together(affinities: k8s.PodAntiAffinity[]): k8s.PodAntiAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: unlessEmpty(
      affinities.flatMap((each) => each.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ),
    preferredDuringSchedulingIgnoredDuringExecution: unlessEmpty(
      affinities.flatMap((each) => each.preferredDuringSchedulingIgnoredDuringExecution ?? []),
    ),
  };
}

/**
 * The first pods of all shards are born as masters: where it can be had, pods of one index do not share a node or a zone either, or its loss would take the quorum. The
 * StatefulSet controller labels pods with their index from Kubernetes 1.28 on; before, these spread all pods of the cluster.
 */
function ownConstraints({ layout: { perShard } }: Settings, { all, shard }: Selectors): k8s.TopologySpreadConstraint[] {
  if (!perShard) return [];
  const sameIndex = [HOST, ZONE].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: all },
    matchLabelKeys: ['apps.kubernetes.io/pod-index'],
  }));
  const zones = { topologyKey: ZONE, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: shard } };
  return perShard.zones === Separation.REQUIRED ? [...sameIndex, zones] : sameIndex;
}
