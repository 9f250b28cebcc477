import { Duration } from 'cdk8s';
import { AntiAffinity, Formation, Keeper, Layout, PlacementOptions, RedisClusterProps, Separation } from '../../../src';
import { Refusal } from './refusals';

const KINDS: [string, (options: PlacementOptions) => RedisClusterProps][] = [
  ['', (options) => options],
  ['formation: ', (options) => ({ formation: Formation.job(options) })],
  ['keeper: ', (options) => ({ keeper: Keeper.pods(options) })],
];

const NODE_KEY = 'the key of a label that nodes have';
const SKEW = 'say by how many pods one place may be ahead of another';
const ONE_OF_A_KIND = 'Kubernetes takes one of a kind, so leave one of the two out';

const ZONES = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };

function placement([prefix, props]: (typeof KINDS)[number]): Refusal[] {
  const spread = `${prefix}topologySpreadConstraints`;
  const affinity = `${prefix}affinity`;
  return [
    {
      wrong: `${prefix}placement by names of nothing`,
      props: props({ priorityClassName: 'High Priority', schedulerName: '' }),
      says: [
        `${prefix}priorityClassName must be the name of a PriorityClass: lower case letters, digits, inner dashes and dots, got "High Priority": list the classes with "kubectl get priorityclass", or leave it out`,
        `${prefix}schedulerName must be the name of a scheduler: lower case letters, digits, inner dashes and dots, got "": name one that runs in the Kubernetes cluster, or leave it out`,
      ],
    },
    {
      wrong: `${prefix}a node selector and tolerations of nothing`,
      props: props({
        nodeSelector: { 'a b': 'c d' },
        tolerations: [
          {},
          { key: 'a', operator: 'Like', effect: 'Never' },
          { key: 'a', operator: 'Exists', value: 'x' },
          { key: 'a', value: 'x', tolerationSeconds: 5 },
        ],
      }),
      says: [
        `${prefix}tolerations[0].key must be the key of a taint, or absent with operator Exists, got undefined: correct the key, or tolerate every taint with { operator: "Exists" }`,
        `${prefix}tolerations[1].operator must be one of Equal, Exists, got "Like": Equal compares the value, Exists takes any`,
        `${prefix}tolerations[2].value must be absent with operator Exists, got "x": leave it out, or use operator Equal`,
        `${prefix}tolerations[1].effect must be one of NoSchedule, PreferNoSchedule, NoExecute, got "Never": leave it out to tolerate all of them`,
        `${prefix}tolerations[3].tolerationSeconds must be a whole number, with effect NoExecute, got 5: leave it out, or set the effect`,
        `a key of ${prefix}nodeSelector must be letters, digits, "-", "_" and "." within, at most 63, optionally after a DNS name and "/", got "a b": rename it`,
        `${prefix}nodeSelector["a b"] must be empty, or letters, digits, "-", "_" and "." within, at most 63, got "c d": shorten or rewrite the value, or make it an annotation`,
      ],
    },
    {
      wrong: `${prefix}constraints of nothing`,
      props: props({
        topologySpreadConstraints: [
          { topologyKey: 'a b', maxSkew: 0, whenUnsatisfiable: 'Wait', nodeTaintsPolicy: 'Maybe' },
          { ...ZONES, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 },
        ],
      }),
      says: [
        `${spread}[0].maxSkew must be a whole number of 1 or more, got 0: ${SKEW}`,
        `${spread}[0].topologyKey must be ${NODE_KEY}, got "a b": use topology.kubernetes.io/zone for zones`,
        `${spread}[0].whenUnsatisfiable must be one of DoNotSchedule, ScheduleAnyway, got "Wait": DoNotSchedule has a pod wait for such a place, ScheduleAnyway only prefers it`,
        `${spread}[1].minDomains must be a whole number of 1 or more, with whenUnsatisfiable DoNotSchedule, got 2: say over how many places the pods are to be spread at least, or leave it out`,
        `${spread}[0].nodeTaintsPolicy must be one of Honor, Ignore, got "Maybe": leave it out for what Kubernetes does by itself`,
      ],
    },
    {
      wrong: `${prefix}two constraints of a kind`,
      props: props({ topologySpreadConstraints: [ZONES, { ...ZONES, maxSkew: 2 }] }),
      says: [
        `${spread}[1] must be of another topologyKey or whenUnsatisfiable than those before it, got "topology.kubernetes.io/zone and DoNotSchedule": ${ONE_OF_A_KIND}`,
      ],
    },
    {
      wrong: `${prefix}an affinity to nothing`,
      props: props({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }],
          },
          podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: '' } }] },
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a b' }] },
        },
      }),
      says: [
        `${affinity}.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey must be ${NODE_KEY}, got "a b": use kubernetes.io/hostname for single nodes`,
        `${affinity}.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey must be ${NODE_KEY}, got "": use kubernetes.io/hostname for single nodes`,
        `${affinity}.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight must be a whole number from 1 to 100, got 101: say how much it counts beside other preferences`,
        `${affinity}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight must be a whole number from 1 to 100, got 0: say how much it counts beside other preferences`,
        `${affinity}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms must be at least one term, got "none": without any no node would do, so say which ones may be taken`,
      ],
    },
  ];
}

const APART = 'both say how the pods keep apart, so leave one of the two out';
const podAntiAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'rack' } }] };

export const PLACEMENT: Refusal[] = [
  ...KINDS.flatMap(placement),
  ...[AntiAffinity.preferred(), AntiAffinity.required({ nodes: 6 })].map((antiAffinity) => ({
    wrong: `two rules of how pods keep apart, one for ${antiAffinity.nodes ?? 'any number of'} nodes`,
    props: { antiAffinity, affinity: { podAntiAffinity } },
    says: [
      `antiAffinity must be absent where affinity has a podAntiAffinity, got "AntiAffinity.${antiAffinity.nodes ? 'required({ nodes: 6 })' : 'preferred()'}": ${APART}`,
    ],
  })),
  {
    wrong: 'a constraint that keepers have already',
    props: { keeper: Keeper.pods({ topologySpreadConstraints: [{ ...ZONES, topologyKey: 'kubernetes.io/hostname' }] }) },
    says: [
      'keeper: topologySpreadConstraints[0] must be none for kubernetes.io/hostname and DoNotSchedule, got "kubernetes.io/hostname and DoNotSchedule": keepers share no node already, and Kubernetes takes one of a kind; leave it out',
    ],
  },
  {
    wrong: 'a constraint that the layout has already',
    props: { layout: Layout.statefulSetPerShard({ zones: Separation.REQUIRED }), topologySpreadConstraints: [ZONES] },
    says: [
      'topologySpreadConstraints[0] must be none for topology.kubernetes.io/zone and DoNotSchedule, got "topology.kubernetes.io/zone and DoNotSchedule": the layout spreads the pods of each shard over zones so, and Kubernetes takes one of a kind; leave it out',
    ],
  },
  {
    wrong: 'a shard of its own without a replica',
    props: { layout: Layout.statefulSetPerShard(), replicasPerShard: 0 },
    says: [
      'replicasPerShard must be 1 or more with Layout.statefulSetPerShard, got 0: its StatefulSets roll side by side, so all shards would be away at once; add a replica, or use Layout.singleStatefulSet()',
    ],
  },
  {
    wrong: 'too little time for many masters in line',
    props: { layout: Layout.statefulSetPerShard(), shards: 100, terminationGracePeriod: Duration.seconds(62) },
    says: [
      'terminationGracePeriod must be a whole number of seconds from 63 s to 2147483647 s, got 62 s: a master needs as long to hand its slots over, twice if need be, and its server to exit',
    ],
  },
];
