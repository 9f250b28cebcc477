import { isDeepStrictEqual } from 'node:util';
import { at } from './objects';
import { quantity } from './quantity';

/** One place at which two objects differ. */
export interface Difference {
  /** Such as `spec.template.spec.containers[redis].image`: elements of lists go by their names, where they have some. */
  readonly path: string;
  readonly old: unknown;
  readonly now: unknown;
}

type Fields = { readonly [key: string]: unknown };

/** Where the API server reads quantities, and takes two ways of writing one for the same. */
const QUANTITY = /\.(requests|limits|capacity)\.[^.]+$|\.sizeLimit$/;

/** Where two values differ, from the outside in. What is null is absent, as for the API server. */
export function differences(old: unknown, now: unknown, path = ''): Difference[] {
  if (isFields(old) && isFields(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(old[key], now[key], child(path, key)));
  }
  if (isNamedList(old) && isNamedList(now)) return ofLists(old, now, path);
  return isSame(old, now, path) ? [] : [{ path, old: old ?? undefined, now: now ?? undefined }];
}

/** Whether a path is that of a field, or leads to something in it. */
export function isWithin(path: string, field: string): boolean {
  return path === field || (path.startsWith(field) && /^[.[]/.test(path.slice(field.length)));
}

/** The longest that a value is shown at: more would hide what is wrong. */
const SHOWN = 60;

/** A difference as people read it. */
export function showDifference({ path, old, now }: Difference): string {
  if ([old, now].some((value) => String(value).includes('\n')))
    return `${path}: ${old === undefined ? 'new' : now === undefined ? 'gone' : 'another text'}`;
  return `${path}: ${showValue(old)} -> ${showValue(now)}`;
}

export function showValue(value: unknown): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (text === '') return '""';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** Elements by name; where these are the same in another order, the order. */
function ofLists(old: unknown[], now: unknown[], path: string): Difference[] {
  const names = [...new Set([...old, ...now].map(nameOf))];
  const find = (list: unknown[], name: unknown) => list.find((element) => nameOf(element) === name);
  const found = names.flatMap((name) => differences(find(old, name), find(now, name), `${path}[${name}]`));
  const order = (list: unknown[]) => list.map(nameOf).join(' ');
  return found.length > 0 || order(old) === order(now) ? found : [{ path, old: order(old), now: order(now) }];
}

function isSame(old: unknown, now: unknown, path: string): boolean {
  return isDeepStrictEqual(old ?? null, now ?? null) || (QUANTITY.test(path) && quantity(old) === quantity(now));
}

function child(path: string, key: string): string {
  if (/[./]/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list whose elements have names, each its own. */
function isNamedList(value: unknown): value is unknown[] {
  if (!Array.isArray(value)) return false;
  const names = value.map(nameOf);
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

/** Templates of claims have theirs in their metadata. */
function nameOf(element: unknown): unknown {
  return at(element, 'name') ?? at(element, 'metadata', 'name');
}
