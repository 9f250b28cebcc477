/** What becomes of a change. In the order in which it is told. */
export enum Outlook {
  /** The API server does not take it. */
  REFUSED = 'refused',
  /** The API server takes it, the data does not. */
  DATA = 'data',
  /** An object that the new manifests do not have. */
  REMOVED = 'removed',
  /** Pods restart. */
  ROLLS = 'rolls',
  /** An object that the old manifests do not have. */
  NEW = 'new',
  /** It is taken as it is, and no pod restarts. */
  IN_PLACE = 'in-place',
  /** An object of a kind that no rule knows. */
  UNKNOWN = 'unknown',
}

/** One thing that is said about a change. */
export interface Finding {
  readonly outlook: Outlook;

  /** Kind, namespace if it has one, and name. */
  readonly object: string;

  /** What changes, one thing each. */
  readonly changes: readonly string[];

  /** What that means. */
  readonly why: string;

  /** How to do it instead, or what to do besides, in this order. */
  readonly steps: readonly string[];
}

const NEED_PERSON = [Outlook.REFUSED, Outlook.DATA, Outlook.REMOVED];

/** Whether applying is not all that there is to do. */
export function needsPerson({ outlook }: Finding): boolean {
  return NEED_PERSON.includes(outlook);
}
