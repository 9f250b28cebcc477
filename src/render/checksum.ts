import { createHash } from 'node:crypto';

/** How many hexadecimal digits tell one version of a text from another. */
const LENGTH = 16;

/** A short fingerprint of texts, in their order. */
export function checksum(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, LENGTH);
}
