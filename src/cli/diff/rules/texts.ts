import { Outlook } from '../finding';
import { at, kubectl, Pair } from '../objects';
import { FieldRow } from './field';

function madeAnew({ old }: Pair): string[] {
  return [kubectl(old, `delete ${old.kind.toLowerCase()} ${old.metadata.name}`), 'apply NEW at once: pods that start in between wait for it'];
}

const immutable: FieldRow = {
  kinds: ['ConfigMap', 'Secret'],
  fields: ['data', 'binaryData', 'stringData', 'immutable'],
  when: (_, { old }) => String(at(old, 'immutable')) === 'true',
  outlook: Outlook.REFUSED,
  why: 'it is marked immutable',
  steps: madeAnew,
};

const secretType: FieldRow = {
  kinds: ['Secret'],
  fields: ['type'],
  outlook: Outlook.REFUSED,
  why: 'a Secret keeps its type',
  steps: madeAnew,
};

export const TEXTS = [immutable, secretType];
