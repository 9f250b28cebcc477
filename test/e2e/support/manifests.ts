import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';

const DIST = join(__dirname, '..', '..', '..', 'dist');

// Objects as they stand in a manifest.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

/** The committed manifest of an example. */
export function committed(example: string): string {
  return readFileSync(join(DIST, `${example}.k8s.yaml`), 'utf8');
}

/** What a chart synthesizes to, for a variant that no example has. */
export function synthesized(define: (chart: Chart) => void): string {
  const app = new App();
  define(new Chart(app, 'e2e'));
  return app.synthYaml();
}

/** The manifest with some of its objects changed. */
export function changed(manifest: string, change: (object: Manifest) => void): string {
  const objects = read(manifest);
  objects.forEach(change);
  return documents(objects);
}

/**
 * Objects as YAML documents, each written as JSON: what one YAML library writes plainly, another may read as something else. Each begins with its separator, or
 * kubectl takes the whole for JSON, which has none.
 */
export function documents(objects: Manifest[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}

/** The manifest without the objects of a kind, for a Kubernetes that does not have it. */
export function without(kind: string, manifest: string): string {
  return documents(read(manifest).filter((object) => object.kind !== kind));
}

/** The name of the only object of a kind. */
export function nameOf(kind: string, manifest: string): string {
  const names = namesOf(kind, manifest);
  expect(names).toHaveLength(1);
  return names[0];
}

/** The names of all objects of a kind. */
export function namesOf(kind: string, manifest: string): string[] {
  return read(manifest)
    .filter((object) => object.kind === kind)
    .map((object) => object.metadata.name);
}

function read(manifest: string): Manifest[] {
  return parseAllDocuments(manifest, { version: '1.1' }).map((document) => document.toJS());
}
