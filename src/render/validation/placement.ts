import { k8s } from '../../../imports/k8s';
import { PlacementOptions } from '../../options/placement';
import { isLike, ZONE } from '../placement';
import { Separation } from '../../options/layout';
import { Settings } from '../settings';
import { affinityRules } from './affinity';
import { MAX_INT } from './limits';
import { labelSyntax } from './metadata';
import { elements, given, Named, repeated, rule, Rule } from './rule';
import { isQualifiedName, isSubdomain } from './syntax';
import { tolerationRules } from './tolerations';
import { isWhole } from './units';

type Constraint = Named<k8s.TopologySpreadConstraint>;
type Constraints = (settings: Settings) => Constraint[];

const REQUIRED = 'DoNotSchedule';
const REACTIONS = [REQUIRED, 'ScheduleAnyway'];
const POLICIES = ['Honor', 'Ignore'];

/** Where one kind of pods may run. `prefix` is what stands before the names of its props. */
export function placementRules(prefix: string, options: (settings: Settings) => PlacementOptions): Rule[] {
  const name = (prop: 'priorityClassName' | 'schedulerName', kind: string, change: string) =>
    rule<string>({
      of: (settings) => given(options(settings)[prop]),
      refused: (text) => !isSubdomain(text),
      what: `${prefix}${prop}`,
      allowed: `the name of a ${kind}: lower case letters, digits, inner dashes and dots`,
      change,
    });
  return [
    ...tolerationRules((settings) => elements(`${prefix}tolerations`, options(settings).tolerations ?? [])),
    ...labelSyntax(`${prefix}nodeSelector`, (settings) => options(settings).nodeSelector ?? {}),
    ...affinityRules(`${prefix}affinity`, (settings) => options(settings).affinity),
    ...spreadRules((settings) => elements(`${prefix}topologySpreadConstraints`, options(settings).topologySpreadConstraints ?? [])),
    name('priorityClassName', 'PriorityClass', 'list the classes with "kubectl get priorityclass", or leave it out'),
    name('schedulerName', 'scheduler', 'name one that runs in the Kubernetes cluster, or leave it out'),
  ];
}

function spreadRules(constraints: Constraints): Rule[] {
  const maxSkew = rule<Constraint>({
    of: constraints,
    refused: ({ value }) => !isWhole(value.maxSkew, 1, MAX_INT),
    what: ({ what }) => `${what}.maxSkew`,
    allowed: 'a whole number of 1 or more',
    got: ({ value }) => value.maxSkew,
    change: 'say by how many pods one place may be ahead of another',
  });

  const topologyKey = rule<Constraint>({
    of: constraints,
    refused: ({ value }) => !isQualifiedName(value.topologyKey),
    what: ({ what }) => `${what}.topologyKey`,
    allowed: 'the key of a label that nodes have',
    got: ({ value }) => value.topologyKey,
    change: `use ${ZONE} for zones`,
  });

  const whenUnsatisfiable = rule<Constraint>({
    of: constraints,
    refused: ({ value }) => !REACTIONS.includes(value.whenUnsatisfiable),
    what: ({ what }) => `${what}.whenUnsatisfiable`,
    allowed: `one of ${REACTIONS.join(', ')}`,
    got: ({ value }) => value.whenUnsatisfiable,
    change: `${REQUIRED} has a pod wait for such a place, ScheduleAnyway only prefers it`,
  });

  const minDomains = rule<Constraint>({
    of: constraints,
    refused: ({ value }) => value.minDomains !== undefined && (!isWhole(value.minDomains, 1, MAX_INT) || value.whenUnsatisfiable !== REQUIRED),
    what: ({ what }) => `${what}.minDomains`,
    allowed: `a whole number of 1 or more, with whenUnsatisfiable ${REQUIRED}`,
    got: ({ value }) => value.minDomains,
    change: 'say over how many places the pods are to be spread at least, or leave it out',
  });

  const policies = rule<Named<string>>({
    of: (settings) =>
      constraints(settings).flatMap(({ what, value }) =>
        (['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const).flatMap((policy) =>
          given(value[policy]).map((chosen) => ({ what: `${what}.${policy}`, value: chosen })),
        ),
      ),
    refused: ({ value }) => !POLICIES.includes(value),
    what: ({ what }) => what,
    allowed: `one of ${POLICIES.join(', ')}`,
    got: ({ value }) => value,
    change: 'leave it out for what Kubernetes does by itself',
  });

  const twice = rule<Constraint>({
    of: (settings) => repeated(constraints(settings), ({ value }) => JSON.stringify([value.topologyKey, value.whenUnsatisfiable])),
    refused: () => true,
    what: ({ what }) => what,
    allowed: 'of another topologyKey or whenUnsatisfiable than those before it',
    got: ({ value }) => `${value.topologyKey} and ${value.whenUnsatisfiable}`,
    change: 'Kubernetes takes one of a kind, so leave one of the two out',
  });

  return [maxSkew, topologyKey, whenUnsatisfiable, minDomains, policies, twice];
}

/** A constraint of the cluster's own that users may not replace. */
export function notOwnConstraint(prefix: string, constraints: (settings: Settings) => k8s.TopologySpreadConstraint[], own: Row): Rule {
  return rule<Constraint>({
    of: (settings) => (own.applies(settings) ? elements(`${prefix}topologySpreadConstraints`, constraints(settings)) : []),
    refused: ({ value }) => isLike(value, { maxSkew: 1, topologyKey: own.topologyKey, whenUnsatisfiable: REQUIRED }),
    what: ({ what }) => what,
    allowed: `none for ${own.topologyKey} and ${REQUIRED}`,
    got: ({ value }) => `${value.topologyKey} and ${value.whenUnsatisfiable}`,
    change: own.change,
  });
}

interface Row {
  readonly topologyKey: string;
  readonly applies: (settings: Settings) => boolean;
  readonly change: string;
}

export const NODE_PLACEMENT = [
  ...placementRules('', (settings) => settings),
  notOwnConstraint('', (settings) => settings.topologySpreadConstraints ?? [], {
    topologyKey: ZONE,
    applies: ({ layout }) => layout.perShard?.zones === Separation.REQUIRED,
    change: 'the layout spreads the pods of each shard over zones so, and Kubernetes takes one of a kind; leave it out',
  }),
];
