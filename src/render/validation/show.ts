import { Duration, Size } from 'cdk8s';
import { seconds } from './units';

/** The longest that a value is shown at: more would hide what is wrong. */
const SHOWN = 120;

/** A value as a message shows it: quoted where it is text, so that blanks, line breaks and what nobody sees are seen, and with its unit where it has one. */
export function show(value: unknown): string {
  if (value instanceof Duration) return `${seconds(value)} s`;
  if (value instanceof Size) return value.asString();
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (unseen) => `\\u{${unseen.codePointAt(0)!.toString(16)}}`);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}..." (${value.length} characters)` : text;
}
