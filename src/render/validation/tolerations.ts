import { k8s } from '../../../imports/k8s';
import { Settings } from '../settings';
import { Named, rule, Rule } from './rule';
import { isQualifiedName } from './syntax';

const OPERATORS = ['Equal', 'Exists'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

type Toleration = Named<k8s.Toleration>;

/** What Kubernetes takes for tolerations. */
export function tolerationRules(tolerations: (settings: Settings) => Toleration[]): Rule[] {
  const key = rule<Toleration>({
    of: tolerations,
    refused: ({ value }) => (value.key ? !isQualifiedName(value.key) : value.operator !== 'Exists'),
    what: ({ what }) => `${what}.key`,
    allowed: 'the key of a taint, or absent with operator Exists',
    got: ({ value }) => value.key,
    change: 'correct the key, or tolerate every taint with { operator: "Exists" }',
  });

  const operator = rule<Toleration>({
    of: tolerations,
    refused: ({ value }) => value.operator !== undefined && !OPERATORS.includes(value.operator),
    what: ({ what }) => `${what}.operator`,
    allowed: `one of ${OPERATORS.join(', ')}`,
    got: ({ value }) => value.operator,
    change: 'Equal compares the value, Exists takes any',
  });

  const ofExists = rule<Toleration>({
    of: tolerations,
    refused: ({ value }) => value.operator === 'Exists' && !!value.value,
    what: ({ what }) => `${what}.value`,
    allowed: 'absent with operator Exists',
    got: ({ value }) => value.value,
    change: 'leave it out, or use operator Equal',
  });

  const effect = rule<Toleration>({
    of: tolerations,
    refused: ({ value }) => value.effect !== undefined && !EFFECTS.includes(value.effect),
    what: ({ what }) => `${what}.effect`,
    allowed: `one of ${EFFECTS.join(', ')}`,
    got: ({ value }) => value.effect,
    change: 'leave it out to tolerate all of them',
  });

  const inSeconds = rule<Toleration>({
    of: tolerations,
    refused: ({ value }) => value.tolerationSeconds !== undefined && (value.effect !== 'NoExecute' || !Number.isSafeInteger(value.tolerationSeconds)),
    what: ({ what }) => `${what}.tolerationSeconds`,
    allowed: 'a whole number, with effect NoExecute',
    got: ({ value }) => value.tolerationSeconds,
    change: 'leave it out, or set the effect',
  });

  return [key, operator, ofExists, effect, inSeconds];
}
