import { Outlook } from '../finding';
import { kubectl } from '../objects';
import { FieldRow } from './field';

const selector: FieldRow = {
  kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'],
  fields: ['spec.selector'],
  outlook: Outlook.REFUSED,
  why: 'Kubernetes fixes by what a workload finds its pods. Made anew, its pods are away for a moment; those of a keeper hold no data',
  steps: ({ old }) => [kubectl(old, `delete ${old.kind.toLowerCase()} ${old.metadata.name}`), 'apply NEW'],
};

const job: FieldRow = {
  kinds: ['Job'],
  fields: [
    'spec.template',
    'spec.selector',
    'spec.completions',
    'spec.completionMode',
    'spec.podFailurePolicy',
    'spec.successPolicy',
    'spec.managedBy',
  ],
  outlook: Outlook.REFUSED,
  why: 'a Job does not change what it runs. The constructs name theirs by what it runs, so that a changed Job is a new one: this one was changed by hand or later',
  steps: ({ old }) => [kubectl(old, `delete job ${old.metadata.name}`), 'apply NEW: it runs again, which on a formed cluster changes nothing'],
};

export const WORKLOADS = [selector, job];
