import { k8s } from '../../../imports/k8s';
import { Settings } from '../settings';
import { elements, given, Named, rule, Rule } from './rule';
import { isQualifiedName } from './syntax';
import { isWhole } from './units';

const WEIGHTS = { least: 1, most: 100 };
const KINDS = ['podAffinity', 'podAntiAffinity'] as const;

/** Where Kubernetes would refuse an affinity, or leave every pod pending. */
export function affinityRules(prop: string, of: (settings: Settings) => k8s.Affinity | undefined): Rule[] {
  const affinities = (settings: Settings) => given(of(settings));

  const required = (settings: Settings): Named<k8s.PodAffinityTerm>[] =>
    affinities(settings).flatMap((affinity) =>
      KINDS.flatMap((kind) =>
        elements(
          `${prop}.${kind}.requiredDuringSchedulingIgnoredDuringExecution`,
          affinity[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
        ),
      ),
    );
  const preferred = (settings: Settings): Named<k8s.WeightedPodAffinityTerm>[] =>
    affinities(settings).flatMap((affinity) =>
      KINDS.flatMap((kind) =>
        elements(
          `${prop}.${kind}.preferredDuringSchedulingIgnoredDuringExecution`,
          affinity[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
        ),
      ),
    );
  const preferredNodes = (settings: Settings): Named<k8s.PreferredSchedulingTerm>[] =>
    affinities(settings).flatMap(({ nodeAffinity }) =>
      elements(
        `${prop}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`,
        nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
      ),
    );

  const topologyKey = rule<Named<k8s.PodAffinityTerm>>({
    of: (settings) => [
      ...required(settings),
      ...preferred(settings).map(({ what, value }) => ({ what: `${what}.podAffinityTerm`, value: value.podAffinityTerm })),
    ],
    refused: ({ value }) => !isQualifiedName(value.topologyKey),
    what: ({ what }) => `${what}.topologyKey`,
    allowed: 'the key of a label that nodes have',
    got: ({ value }) => value.topologyKey,
    change: 'use kubernetes.io/hostname for single nodes',
  });

  const weight = rule<Named<{ readonly weight: number }>>({
    of: (settings) => [...preferred(settings), ...preferredNodes(settings)],
    refused: ({ value }) => !isWhole(value.weight, WEIGHTS.least, WEIGHTS.most),
    what: ({ what }) => `${what}.weight`,
    allowed: `a whole number from ${WEIGHTS.least} to ${WEIGHTS.most}`,
    got: ({ value }) => value.weight,
    change: 'say how much it counts beside other preferences',
  });

  const nodeTerms = rule<k8s.NodeSelector>({
    of: (settings) => affinities(settings).flatMap(({ nodeAffinity }) => given(nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution)),
    refused: ({ nodeSelectorTerms }) => nodeSelectorTerms.length === 0,
    what: `${prop}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`,
    allowed: 'at least one term',
    got: () => 'none',
    change: 'without any no node would do, so say which ones may be taken',
  });

  return [topologyKey, weight, nodeTerms];
}
