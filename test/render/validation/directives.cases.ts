import { Engine, EngineModules, RedisClusterProps } from '../../../src';
import { OWNED_DIRECTIVES } from '../../../src/render/validation/owned-directives';
import { Refusal } from './refusals';

const KNOWN = 'a directive that redis 8.0 knows, in lower case';

function says(wrong: string, directives: RedisClusterProps['directives'], ...lines: string[]): Refusal {
  return { wrong, props: { directives }, says: lines };
}

export const DIRECTIVES: Refusal[] = [
  ...[...OWNED_DIRECTIVES].map(([name, instead]) =>
    says(`directive ${name}`, { [name]: '1' }, `a key of directives must be none that the cluster depends on, got "${name}": ${instead}`),
  ),
  says(
    'an owned directive in capitals',
    { 'Cluster-Enabled': 'no' },
    'a key of directives must be none that the cluster depends on, got "Cluster-Enabled": leave it out, it is always yes',
  ),
  says(
    'a directive that no server knows',
    { 'max-clients-per-pod': '1' },
    `a key of directives must be ${KNOWN}, got "max-clients-per-pod": the server would not start, so correct or remove it`,
  ),
  says('a directive in capitals', { MaxClients: '1' }, `a key of directives must be ${KNOWN}, got "MaxClients": did you mean "maxclients"`),
  says(
    'a directive with its value',
    { 'maxclients 1\nport': '2' },
    `a key of directives must be ${KNOWN}, got "maxclients 1\\nport": the server would not start, so correct or remove it`,
  ),
  {
    wrong: 'a directive of another version',
    props: { engine: Engine.redis('7.0'), directives: { 'set-max-listpack-entries': '64' } },
    says: [
      'a key of directives must be a directive that redis 7.0 knows, in lower case, got "set-max-listpack-entries": the server would not start, so correct or remove it',
    ],
  },
  {
    wrong: 'a directive of another engine',
    props: { engine: Engine.valkey('9.1'), directives: { 'key-memory-histograms': 'yes' } },
    says: [
      'a key of directives must be a directive that valkey 9.1 knows, in lower case, got "key-memory-histograms": the server would not start, so correct or remove it',
    ],
  },
  {
    wrong: 'a line that a module does not know either',
    props: { modules: EngineModules.bundled(), directives: { 'a b': '1' } },
    says: ['a key of directives must be letters, digits, "-", "_" and ".", got "a b": write the name alone, and its arguments as the value'],
  },
  ...['', '  \t'].map((value) =>
    says(
      `the value ${JSON.stringify(value)}`,
      { hz: value },
      `directives["hz"] must be at least one word, got ${JSON.stringify(value)}: write "\\"\\"" for an empty value, or leave the directive out`,
    ),
  ),
  ...[
    ['10\nport 1', '"10\\nport 1"'],
    ['10\r', '"10\\r"'],
    ['1\u00000', '"1\\u00000"'],
    ['1\u2028', '"1\\u{2028}"'],
    ['\ufeff1', '"\\u{feff}1"'],
    ['\ud800', '"\\ud800"'],
  ].map(([value, shown]) =>
    says(
      `the value ${shown}`,
      { hz: value },
      `directives["hz"] must be on one line, without control characters, got ${shown}: a directive is one line of redis.conf, so write one directive each`,
    ),
  ),
  ...['"', "it's", '"a"b', "'a\\'", '"a\\"', 'a "b'].map((value) =>
    says(
      `the quotes of ${value}`,
      { 'proc-title-template': value },
      `directives["proc-title-template"] must be quoted as the engine reads it: closing quotes, with a blank or nothing behind them, got ${JSON.stringify(value)}: close the quotes, or put a backslash before quotes within them`,
    ),
  ),
  says(
    'two words where one belongs',
    { 'tls-protocols': 'TLSv1.2 TLSv1.3' },
    'directives["tls-protocols"] must be one word, or quoted, got "TLSv1.2 TLSv1.3": the server would not start, so write "\\"TLSv1.2 TLSv1.3\\"" where the blanks belong to the value',
  ),
];
