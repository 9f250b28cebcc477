import { Outlook } from '../finding';
import { FieldRow } from './field';

const contents: FieldRow = {
  kinds: ['ConfigMap', 'Secret'],
  outlook: Outlook.IN_PLACE,
  why: 'no pod restarts for this: what reads it only at its start sees it when it next starts',
  changes: (differences) => differences.map(({ path }) => path),
};

/** Kinds of which the rules before know what is refused, or that let everything change. */
const rest: FieldRow = {
  kinds: [
    'CronJob',
    'DaemonSet',
    'Deployment',
    'HorizontalPodAutoscaler',
    'Ingress',
    'Job',
    'Namespace',
    'NetworkPolicy',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodDisruptionBudget',
    'ReplicaSet',
    'Service',
    'ServiceAccount',
    'StatefulSet',
  ],
  outlook: Outlook.IN_PLACE,
  why: 'no pod restarts for this',
};

const unknown: FieldRow = { outlook: Outlook.UNKNOWN, why: 'what the API server makes of it is not known here' };

export const OTHERS = [contents, rest, unknown];
