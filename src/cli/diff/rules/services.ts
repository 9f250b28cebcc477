import { Outlook } from '../finding';
import { at, kubectl, Manifest, Pair } from '../objects';
import { FieldRow } from './field';

/** Applying leaves an address that NEW does not name, and None is one. */
const staysHeadless: FieldRow = {
  kinds: ['Service'],
  fields: ['spec.clusterIP', 'spec.clusterIPs'],
  when: (_, { old, now }) =>
    isHeadless(old) && (at(now, 'spec', 'type') ?? 'ClusterIP') === 'ClusterIP' && at(now, 'spec', 'clusterIP') === undefined,
  outlook: Outlook.DATA,
  why: 'the Service stays headless without a word: one that has no address never gets one',
  steps: madeAnew,
};

const headless: FieldRow = {
  kinds: ['Service'],
  fields: ['spec.clusterIP', 'spec.clusterIPs', 'spec.type'],
  when: (_, { old, now }) => hasAddress(old) && hasAddress(now) && isHeadless(old) !== isHeadless(now),
  outlook: Outlook.REFUSED,
  why: 'a Service that has an address keeps it, and one that has none never gets one',
  steps: madeAnew,
};

const address: FieldRow = {
  ...headless,
  fields: ['spec.clusterIP', 'spec.clusterIPs', 'spec.ipFamilies'],
  when: ({ old, now }, pair) => hasAddress(pair.old) && hasAddress(pair.now) && old !== undefined && now !== undefined,
  why: 'a Service that has an address keeps it',
};

export const SERVICES = [staysHeadless, headless, address];

function madeAnew({ old }: Pair): string[] {
  return [
    kubectl(old, `delete service ${old.metadata.name}`),
    'apply NEW at once: until then its name leads nowhere, and it gets another address. Servers that are connected stay so',
  ];
}

function isHeadless(service: Manifest): boolean {
  return at(service, 'spec', 'clusterIP') === 'None';
}

function hasAddress(service: Manifest): boolean {
  return at(service, 'spec', 'type') !== 'ExternalName';
}
