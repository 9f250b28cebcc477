import { clusterLabels, Component, componentLabels, SHARD } from '../labels';
import { Settings } from '../settings';
import { MAX_ANNOTATIONS_BYTES, MAX_LABEL } from './limits';
import { Named, rule, Rule } from './rule';
import { show } from './show';
import { isLabelValue, isQualifiedName, isText } from './syntax';

type Pairs = { readonly [key: string]: string };
type Pair = Named<string> & { readonly key: string };

function pairs(prop: string, map: Pairs): Pair[] {
  return Object.entries(map).map(([key, value]) => ({ what: `${prop}[${show(key)}]`, key, value }));
}

const KEY = `letters, digits, "-", "_" and "." within, at most ${MAX_LABEL}, optionally after a DNS name and "/"`;

/** Keys and values of labels. */
export function labelSyntax(prop: string, of: (settings: Settings) => Pairs): Rule[] {
  return [
    keySyntax(prop, of),
    rule<Pair>({
      of: (settings) => pairs(prop, of(settings)),
      refused: ({ value }) => !isLabelValue(value),
      what: ({ what }) => what,
      allowed: `empty, or letters, digits, "-", "_" and "." within, at most ${MAX_LABEL}`,
      got: ({ value }) => value,
      change: 'shorten or rewrite the value, or make it an annotation',
    }),
  ];
}

function keySyntax(prop: string, of: (settings: Settings) => Pairs): Rule {
  return rule<Pair>({
    of: (settings) => pairs(prop, of(settings)),
    refused: ({ key }) => !isQualifiedName(key),
    what: () => `a key of ${prop}`,
    allowed: KEY,
    got: ({ key }) => key,
    change: 'rename it',
  });
}

const OWN_LABELS = [...Object.keys({ ...clusterLabels('name'), ...componentLabels('name', Component.NODE) }), SHARD];

/** Kubernetes puts these on the pods itself. */
const CONTROLLER_LABELS = [
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'statefulset.kubernetes.io/pod-name',
];

function notOwn(prop: string, of: (settings: Settings) => Pairs, own: string[], change: string): Rule {
  return rule<Pair>({
    of: (settings) => pairs(prop, of(settings)),
    refused: ({ key }) => own.includes(key),
    what: () => `a key of ${prop}`,
    allowed: 'none of those that are set already',
    got: ({ key }) => key,
    change,
  });
}

function annotationRules(prop: string, of: (settings: Settings) => Pairs): Rule[] {
  return [
    keySyntax(prop, of),
    rule<Pair>({
      of: (settings) => pairs(prop, of(settings)),
      refused: ({ value }) => !isText(value),
      what: ({ what }) => what,
      allowed: 'text without control characters',
      got: ({ value }) => value,
      change: 'YAML does not carry them, so remove or encode them',
    }),
    rule<number>({
      of: (settings) => [Object.entries(of(settings)).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)],
      refused: (length) => length > MAX_ANNOTATIONS_BYTES,
      what: `all of ${prop} together`,
      allowed: `at most ${MAX_ANNOTATIONS_BYTES} bytes`,
      change: 'Kubernetes keeps no more, so put large texts into a ConfigMap',
    }),
  ];
}

/** The annotation by which pods are rolled when their configuration changes. */
const OWN_POD_ANNOTATION = 'cdk8s-redis-cluster/checksum';

const labels = (settings: Settings) => settings.labels;
const podLabels = (settings: Settings) => settings.podLabels;
const podAnnotations = (settings: Settings) => settings.podAnnotations;

export const METADATA = [
  ...labelSyntax('labels', labels),
  notOwn('labels', labels, OWN_LABELS, 'these tell clusters apart, so choose another key'),
  ...annotationRules('annotations', (settings) => settings.annotations),
];

export const POD_METADATA = [
  ...labelSyntax('podLabels', podLabels),
  notOwn('podLabels', podLabels, [...OWN_LABELS, ...CONTROLLER_LABELS], 'pods are selected by these, so choose another key'),
  ...annotationRules('podAnnotations', podAnnotations),
  notOwn('podAnnotations', podAnnotations, [OWN_POD_ANNOTATION], 'pods are rolled by it, so choose another key'),
];

export const SERVICE_METADATA = annotationRules('serviceAnnotations', (settings) => settings.serviceAnnotations);
