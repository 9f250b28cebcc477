import { Access } from '../../../src';
import { Refusal } from './refusals';

export const ACCESS: Refusal[] = [
  {
    wrong: 'namespaces that are none',
    props: { access: Access.labelled({ namespaces: ['shop', 'a.b', '*'] }) },
    says: ['a.b', '*'].map(
      (namespace, index) =>
        `access: namespaces[${index + 1}] must be the name of a namespace: lower case letters, digits and inner dashes, at most 63, got "${namespace}": name each namespace of clients; for all of them use Access.anywhere()`,
    ),
  },
];
