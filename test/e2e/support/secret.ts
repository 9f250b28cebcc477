import { readFileSync } from 'node:fs';
import { Namespace } from './namespace';

/** Makes or changes a Secret from files: the path of each by its key. */
export async function putSecret(namespace: Namespace, name: string, files: { readonly [key: string]: string }): Promise<void> {
  const data = Object.fromEntries(Object.entries(files).map(([key, path]) => [key, readFileSync(path, 'base64')]));
  await namespace.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, data }));
}
