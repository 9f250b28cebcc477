import { ServiceType } from 'cdk8s-plus-27';
import { Refusal } from './refusals';

const KEY = 'letters, digits, "-", "_" and "." within, at most 63, optionally after a DNS name and "/"';
const VALUE = 'empty, or letters, digits, "-", "_" and "." within, at most 63';
const OWN = 'none of those that are set already';
const TEXT = 'text without control characters';

export const METADATA: Refusal[] = [
  ...(['labels', 'podLabels'] as const).flatMap((prop) => [
    {
      wrong: `bad keys of ${prop}`,
      props: { [prop]: { 'a b': '', 'a/b/c': '', 'A_/b': '', ['k'.repeat(64)]: '' } },
      says: ['a b', 'a/b/c', 'A_/b', 'k'.repeat(64)].map((key) => `a key of ${prop} must be ${KEY}, got "${key}": rename it`),
    },
    {
      wrong: `bad values of ${prop}`,
      props: { [prop]: { team: 'a team', line: 'a\n', long: 'v'.repeat(64) } },
      says: ['"team"] must be V, got "a team"', '"line"] must be V, got "a\\n"', `"long"] must be V, got "${'v'.repeat(64)}"`].map(
        (text) => `${prop}[${text.replace('V', VALUE)}: shorten or rewrite the value, or make it an annotation`,
      ),
    },
  ]),
  {
    wrong: 'labels that tell clusters apart',
    props: { labels: { 'app.kubernetes.io/instance': 'mine' } },
    says: [`a key of labels must be ${OWN}, got "app.kubernetes.io/instance": these tell clusters apart, so choose another key`],
  },
  {
    wrong: 'labels by which pods are selected',
    props: { podLabels: { 'app.kubernetes.io/component': 'mine', 'controller-revision-hash': '1' } },
    says: ['app.kubernetes.io/component', 'controller-revision-hash'].map(
      (key) => `a key of podLabels must be ${OWN}, got "${key}": pods are selected by these, so choose another key`,
    ),
  },
  {
    wrong: 'the annotation by which pods are rolled',
    props: { podAnnotations: { 'cdk8s-redis-cluster/checksum': '1' } },
    says: [`a key of podAnnotations must be ${OWN}, got "cdk8s-redis-cluster/checksum": pods are rolled by it, so choose another key`],
  },
  ...(['annotations', 'podAnnotations', 'serviceAnnotations'] as const).flatMap((prop) => [
    {
      wrong: `a bad key of ${prop}`,
      props: { [prop]: { '': 'x' } },
      says: [`a key of ${prop} must be ${KEY}, got "": rename it`],
    },
    {
      wrong: `a bad value of ${prop}`,
      props: { [prop]: { note: 'a\u0000b' } },
      says: [`${prop}["note"] must be ${TEXT}, got "a\\u0000b": YAML does not carry them, so remove or encode them`],
    },
    {
      wrong: `too much of ${prop}`,
      props: { [prop]: { note: 'é'.repeat(131_073) } },
      says: [`all of ${prop} together must be at most 262144 bytes, got 262150: Kubernetes keeps no more, so put large texts into a ConfigMap`],
    },
  ]),
  {
    wrong: 'a Service without pods',
    props: { serviceType: ServiceType.EXTERNAL_NAME },
    says: ['serviceType must be one that has pods behind it: ClusterIP, NodePort or LoadBalancer, got "ExternalName": use ServiceType.CLUSTER_IP'],
  },
  {
    wrong: 'an update strategy of Deployments',
    props: { updateStrategy: { type: 'Recreate', rollingUpdate: { partition: -1 } } },
    says: [
      'updateStrategy.type must be one of RollingUpdate, OnDelete, got "Recreate": StatefulSets know no other',
      'updateStrategy.rollingUpdate.partition must be a whole number of 0 or more, got -1: say from which ordinal on pods are updated',
    ],
  },
  {
    wrong: 'two update strategies',
    props: { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
    says: ['updateStrategy.type must be RollingUpdate where rollingUpdate is given, got "OnDelete": leave rollingUpdate out, or change the type'],
  },
];
