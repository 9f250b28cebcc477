import { Difference, differences, isWithin, showDifference } from '../differences';
import { Finding, Outlook } from '../finding';
import { Comparison, Pair, title } from '../objects';

/** One row of the tables that tell what becomes of a changed field. */
export interface FieldRow {
  /** The kinds of objects it is about; all, where it does not say. */
  readonly kinds?: readonly string[];

  /** The fields it is about, with everything below them; all, where it does not say. */
  readonly fields?: readonly string[];

  /** Which of their changes, if not all. */
  readonly when?: (difference: Difference, pair: Pair) => boolean;

  readonly outlook: Outlook;

  /** What it means. */
  readonly why: string | ((pair: Pair) => string);

  /** How to do it instead. */
  readonly steps?: (pair: Pair) => string[];

  /** What changes, where the difference itself does not say it. */
  readonly changes?: (differences: readonly Difference[], pair: Pair, comparison: Comparison) => string[];
}

/** What the rows say of an object: each of its differences belongs to the first row that is about it. */
export function judgeFields(rows: readonly FieldRow[], pair: Pair, comparison: Comparison): Finding[] {
  const byRow = new Map<FieldRow, Difference[]>();
  for (const difference of differencesOf(pair)) {
    const row = rows.find((each) => isAbout(each, difference, pair));
    if (row) byRow.set(row, [...(byRow.get(row) ?? []), difference]);
  }
  return [...byRow].map(([row, found]) => ({
    outlook: row.outlook,
    object: title(pair.now),
    changes: row.changes?.(found, pair, comparison) ?? found.map(showDifference),
    why: typeof row.why === 'string' ? row.why : row.why(pair),
    steps: row.steps?.(pair) ?? [],
  }));
}

/** Where two versions of an object differ. What the API server writes into it itself is no change. */
function differencesOf({ old, now }: Pair): Difference[] {
  const found = differences(withDefaults(old), withDefaults(now));
  return found.filter(({ path }) => !['apiVersion', 'status'].some((field) => isWithin(path, field)) && !isServersOwn(path));
}

function isServersOwn(path: string): boolean {
  return isWithin(path, 'metadata') && !['metadata.labels', 'metadata.annotations'].some((field) => isWithin(path, field));
}

/** What fields that cannot change are where they are left out: to write such a default down is no change. */
const DEFAULTS: { readonly [kind: string]: object } = {
  StatefulSet: { podManagementPolicy: 'OrderedReady' },
  Service: { type: 'ClusterIP' },
  PersistentVolume: { volumeMode: 'Filesystem' },
  PersistentVolumeClaim: { volumeMode: 'Filesystem' },
};

function withDefaults(object: Pair['now']): object {
  const defaults = DEFAULTS[object.kind];
  return defaults ? { ...object, spec: { ...defaults, ...(object.spec as object) } } : object;
}

function isAbout({ kinds, fields, when }: FieldRow, difference: Difference, pair: Pair): boolean {
  const { path } = difference;
  const [ofKind, ofField] = [kinds?.includes(pair.now.kind) ?? true, fields?.some((field) => isWithin(path, field)) ?? true];
  return ofKind && ofField && (when?.(difference, pair) ?? true);
}
