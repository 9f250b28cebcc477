import { Difference, differences } from '../differences';
import { Outlook } from '../finding';
import { at, kubectl, Manifest, Pair } from '../objects';
import { quantity } from '../quantity';
import { FieldRow } from './field';

const KINDS = ['StatefulSet'];
const CLAIMS = 'spec.volumeClaimTemplates';

/** Everything else of a StatefulSet's spec is fixed. */
const MAY_CHANGE = [
  'spec.template',
  'spec.replicas',
  'spec.updateStrategy',
  'spec.minReadySeconds',
  'spec.ordinals',
  'spec.revisionHistoryLimit',
  'spec.persistentVolumeClaimRetentionPolicy',
];

const FIXED = 'Kubernetes does not let a StatefulSet change this. It can be made anew around its pods, which go on serving meanwhile';

/** Nobody makes a static volume larger by its claim, and claims that are smaller than the template say are no harm. */
const staticVolumes: FieldRow = {
  kinds: KINDS,
  fields: [CLAIMS],
  when: (difference, { now }) => isGrowth(difference) && at(now, 'spec', 'volumeClaimTemplates', 0, 'spec', 'storageClassName') === '',
  outlook: Outlook.REFUSED,
  why: `${FIXED}. Their claims stay as they are: static volumes do not grow by them`,
  steps: madeAnew,
};

const larger: FieldRow = {
  ...staticVolumes,
  when: isGrowth,
  why: 'the claims grow one by one, and the StatefulSet is made anew around its pods, which go on serving meanwhile',
  steps: (pair) => ['kubectl get storageclass: ALLOWVOLUMEEXPANSION has to be true for the class of the claims', ...grown(pair), ...madeAnew(pair)],
};

const smaller: FieldRow = {
  ...larger,
  when: isRequest,
  why: 'a claim never shrinks: each pod gets a new one in turn, and copies its data from the other copy of its shard',
  steps: (pair) => [...madeAnew(pair), ...newClaims(pair)],
};

const otherClaims: FieldRow = {
  ...larger,
  when: (_, { old, now }) => claimCount(old) > 0 && claimCount(now) > 0,
  why: 'a claim does not become another: each pod gets a new one in turn, and copies its data from the other copy of its shard',
  steps: (pair) => [...madeAnew(pair), ...newClaims(pair)],
};

const claimsForNone: FieldRow = {
  ...larger,
  when: undefined,
  why: `${FIXED}; then they roll, and each comes with an empty volume and copies its data from the other copy of its shard`,
  steps: (pair) => [
    ...madeAnew(pair),
    ...(claimCount(pair.old) > 0
      ? [`once all pods have come again and are ready, remove the claims that nobody mounts: ${kubectl(pair.now, 'get pvc')}`]
      : []),
  ],
};

/** What was written by default beside a rolling update does not go with it. */
const onDelete: FieldRow = {
  kinds: KINDS,
  fields: ['spec.updateStrategy'],
  when: (_, { old, now }) => strategyOf(now) === 'OnDelete' && strategyOf(old) !== 'OnDelete',
  outlook: Outlook.REFUSED,
  why: 'kubectl apply leaves updateStrategy.rollingUpdate, which the API server has filled in and takes with RollingUpdate alone',
  steps: ({ old }) => [
    kubectl(
      old,
      `patch statefulset ${old.metadata.name} --type=merge --patch '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`,
    ),
    'apply NEW',
  ],
};

/** Pods that another selector does not find, or that get other names, are other pods. */
const otherPods: FieldRow = {
  kinds: KINDS,
  fields: ['spec.selector', 'spec.serviceName'],
  outlook: Outlook.REFUSED,
  why: 'Kubernetes does not let a StatefulSet change this, and made anew it would not know its pods, or they would not know each other: all of them have to go',
  steps: ({ old }) => [
    'apply NEW under another name, copy the keys over, and lead the clients there',
    `or, where the data is on volumes and the cluster may be away meanwhile: ${kubectl(old, `delete statefulset ${old.metadata.name}`)}, then apply NEW`,
  ],
};

const fixed: FieldRow = {
  kinds: KINDS,
  fields: ['spec'],
  when: ({ path }) => !MAY_CHANGE.some((field) => path.startsWith(field)),
  outlook: Outlook.REFUSED,
  why: FIXED,
  steps: madeAnew,
};

export const STATEFUL_SETS = [staticVolumes, larger, smaller, otherClaims, claimsForNone, onDelete, otherPods, fixed];

function strategyOf({ spec }: Manifest): string {
  return at(spec, 'updateStrategy', 'type') ?? 'RollingUpdate';
}

function isGrowth(difference: Difference): boolean {
  return isRequest(difference) && quantity(difference.now) > quantity(difference.old);
}

function isRequest({ path, old, now }: Difference): boolean {
  return path.endsWith('.resources.requests.storage') && old !== undefined && now !== undefined;
}

/** Without `--cascade=orphan` the pods would go, and a claim that goes with its StatefulSet too. */
function madeAnew({ old }: Pair): string[] {
  return [kubectl(old, `delete statefulset ${old.metadata.name} --cascade=orphan`), 'apply NEW'];
}

function newClaims({ now }: Pair): string[] {
  const last = `${now.metadata.name}-${Number(at(now, 'spec', 'replicas') ?? 1) - 1}`;
  return [
    `for each pod, from ${last} down, one at a time: ${kubectl(now, `delete pvc data-${last} --wait=false`)}; ${kubectl(now, `delete pod ${last}`)}; ` +
      'go on when the pod is ready again and the keeper says healthy',
  ];
}

function claimCount({ spec }: Manifest): number {
  return (at(spec, 'volumeClaimTemplates') ?? []).length;
}

/** A command for each template: in practice one. */
function grown({ old, now }: Pair): string[] {
  const templates: object[] = at(now, 'spec', 'volumeClaimTemplates');
  const pods = Array.from({ length: Number(at(old, 'spec', 'replicas') ?? 1) }, (_, ordinal) => `${now.metadata.name}-${ordinal}`);
  return templates.map((template) => {
    const patch = JSON.stringify({ spec: { resources: { requests: at(template, 'spec', 'resources', 'requests') } } });
    const command = kubectl(now, `patch pvc ${at(template, 'metadata', 'name')}-$pod --patch '${patch}'`);
    return `for pod in ${pods.join(' ')}; do ${command}; done`;
  });
}

/** Whether the pods cannot go on with the volumes that they have. */
export function needNewVolumes(old: Manifest, now: Manifest): boolean {
  const claims = ({ spec }: Manifest) => ({ spec: { volumeClaimTemplates: at(spec, 'volumeClaimTemplates') } });
  return differences(claims(old), claims(now)).some((difference) => !isGrowth(difference));
}
