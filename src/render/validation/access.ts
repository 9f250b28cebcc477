import { MAX_LABEL } from './limits';
import { elements, Named, rule, Rule } from './rule';
import { isDnsLabel } from './syntax';

const namespaces = rule<Named<string>>({
  of: ({ access }) => elements('access: namespaces', access.namespaces),
  refused: ({ value }) => !isDnsLabel(value),
  what: ({ what }) => what,
  allowed: `the name of a namespace: lower case letters, digits and inner dashes, at most ${MAX_LABEL}`,
  got: ({ value }) => value,
  change: 'name each namespace of clients; for all of them use Access.anywhere()',
});

export const ACCESS: Rule[] = [namespaces];
