import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Manifest } from './diff/objects';

/** Input that nothing can be said of. Its message says which and why. */
export class Unreadable extends Error {}

/** The part of the package `yaml` that is used here. */
interface YamlReader {
  parseAllDocuments(text: string, options: object): { readonly errors: readonly Error[]; toJS(): unknown }[];
}

// The reader that cdk8s itself uses and bundles. Its own Yaml.load() passes over syntax errors and makes numbers and booleans of names.
const YAML = createRequire(require.resolve('cdk8s'))('yaml') as YamlReader;

// Scalars stay what is written, nothing apart: names such as `n` and `1e3` are names, and numbers are made where something is counted.
// What is no manifest is refused here, so the reader need not warn of it.
const AS_WRITTEN = { schema: 'failsafe', customTags: ['null'], logLevel: 'error' };

const MANIFEST = /\.(ya?ml|json)$/;
const STANDARD_INPUT = 0;

/**
 * The objects of a file, of the files of a folder (not of folders in it, as kubectl has it), or of standard input (`-`).
 *
 * @throws Unreadable if there are none, or something is not one
 */
export function readManifests(path: string): Manifest[] {
  const manifests = sources(path).flatMap(([name, text]) => parseManifests(name, text));
  if (manifests.length === 0) throw new Unreadable(`${path}: no manifests there`);
  return manifests;
}

/**
 * The objects that a text holds.
 *
 * @param name where the text is from
 * @throws Unreadable if it is no YAML or no manifest
 */
export function parseManifests(name: string, text: string): Manifest[] {
  return YAML.parseAllDocuments(text, AS_WRITTEN).flatMap((document) => {
    if (document.errors.length > 0) throw new Unreadable(`${name}: ${document.errors[0].message}`);
    return objectsIn(name, document.toJS());
  });
}

function objectsIn(name: string, value: unknown): Manifest[] {
  if (value === null || value === undefined) return [];
  const { apiVersion, kind, metadata, items } = value as Partial<Manifest>;
  if (kind?.endsWith?.('List') && Array.isArray(items)) return items.flatMap((item) => objectsIn(name, item));
  if (!isText(apiVersion) || !isText(kind) || !isText(metadata?.name)) {
    throw new Unreadable(`${name}: a document without apiVersion, kind or metadata.name is no manifest`);
  }
  return [value as Manifest];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function sources(path: string): [name: string, text: string][] {
  try {
    if (path === '-') return [['standard input', readFileSync(STANDARD_INPUT, 'utf8')]];
    if (!statSync(path).isDirectory()) return [[path, readFileSync(path, 'utf8')]];
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory() && MANIFEST.test(entry.name));
    return files.map((entry) => join(path, entry.name)).map((file) => [file, readFileSync(file, 'utf8')]);
  } catch (error) {
    throw new Unreadable((error as Error).message);
  }
}
