import { ServiceType } from 'cdk8s-plus-27';
import { MAX_INT } from './limits';
import { given, rule } from './rule';
import { isWhole } from './units';

const STRATEGIES = ['RollingUpdate', 'OnDelete'];

const strategy = rule<string>({
  of: ({ updateStrategy }) => given(updateStrategy?.type),
  refused: (type) => !STRATEGIES.includes(type),
  what: 'updateStrategy.type',
  allowed: `one of ${STRATEGIES.join(', ')}`,
  change: 'StatefulSets know no other',
});

const partition = rule<number>({
  of: ({ updateStrategy }) => given(updateStrategy?.rollingUpdate?.partition),
  refused: (ordinal) => !isWhole(ordinal, 0, MAX_INT),
  what: 'updateStrategy.rollingUpdate.partition',
  allowed: 'a whole number of 0 or more',
  change: 'say from which ordinal on pods are updated',
});

const rollingOnDelete = rule<string>({
  of: ({ updateStrategy }) => given(updateStrategy?.type),
  refused: (type, { updateStrategy }) => type === 'OnDelete' && updateStrategy?.rollingUpdate !== undefined,
  what: 'updateStrategy.type',
  allowed: 'RollingUpdate where rollingUpdate is given',
  change: 'leave rollingUpdate out, or change the type',
});

const serviceType = rule<ServiceType>({
  of: (settings) => [settings.serviceType],
  refused: (type) => type === ServiceType.EXTERNAL_NAME,
  what: 'serviceType',
  allowed: 'one that has pods behind it: ClusterIP, NodePort or LoadBalancer',
  change: 'use ServiceType.CLUSTER_IP',
});

export const UPDATES = [strategy, partition, rollingOnDelete];
export const SERVICE_TYPE = [serviceType];
