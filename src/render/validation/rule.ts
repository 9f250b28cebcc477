import { Settings } from '../settings';
import { show } from './show';

/** One line of the table: it says what is wrong with the settings, if anything. */
export type Rule = (settings: Settings) => string[];

/** A text, or how to make it from what is judged. */
type Text<V> = string | ((value: V, settings: Settings) => string);

/** One row as it is written down. */
export interface Row<V> {
  /** What the row judges, each by itself; none where nothing was chosen. */
  readonly of: (settings: Settings) => readonly V[];

  /** When it is refused. */
  readonly refused: (value: V, settings: Settings) => boolean;

  /** What it is, as users name it. */
  readonly what: Text<V>;

  /** What is allowed: it follows "must be". */
  readonly allowed: Text<V>;

  /** What was given, where that is not the value itself. */
  readonly got?: (value: V, settings: Settings) => unknown;

  /** What to do about it. */
  readonly change: Text<V>;
}

/** Makes a row a rule. Texts are made only for what is refused: a thousand sound clusters cost no more than looking at them. */
export function rule<V>(row: Row<V>): Rule {
  return (settings) => {
    const problems: string[] = [];
    for (const value of row.of(settings)) {
      if (row.refused(value, settings)) problems.push(sentence(row, value, settings));
    }
    return problems;
  };
}

function sentence<V>({ what, allowed, got, change }: Row<V>, value: V, settings: Settings): string {
  const text = (part: Text<V>) => (typeof part === 'function' ? part(value, settings) : part);
  return `${text(what)} must be ${text(allowed)}, got ${show(got ? got(value, settings) : value)}: ${text(change)}`;
}

/** A list of one, or of none when nothing was chosen. */
export function given<V>(value: V | undefined): V[] {
  return value === undefined ? [] : [value];
}

/** A value with the name by which users find it. */
export interface Named<V> {
  readonly what: string;
  readonly value: V;
}

/** The elements of a list prop, named `prop[0]`, `prop[1]`, ... */
export function elements<V>(what: string, list: readonly V[]): Named<V>[] {
  return list.map((value, index) => ({ what: `${what}[${index}]`, value }));
}

/** Those whose key an earlier one has already. */
export function repeated<V>(list: readonly V[], key: (value: V) => string): V[] {
  const seen = new Set<string>();
  return list.filter((value) => seen.size === seen.add(key(value)).size);
}
