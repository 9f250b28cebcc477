import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Manifest } from './synth';

const CRDS = join(__dirname, '..', 'crds');

/** As far as the schemas of custom resources here go. */
interface Schema {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: string[];
  readonly items?: Schema;
  readonly enum?: unknown[];
}

/** What is wrong with an object in the eyes of its definition in crds/; nothing is known where there is none. */
export function customProblems(manifest: Manifest): string[] | undefined {
  const schema = schemaOf(manifest);
  return schema && problems(manifest, schema, '');
}

function schemaOf({ apiVersion, kind }: Manifest): Schema | undefined {
  const [group, version] = apiVersion.split('/');
  const definitions = readdirSync(CRDS).map((file) => parse(readFileSync(join(CRDS, file), 'utf8')).spec);
  const definition = definitions.find((each) => each.group === group && each.names.kind === kind);
  return definition?.versions.find(({ name }: { name: string }) => name === version)?.schema.openAPIV3Schema;
}

function problems(value: Manifest, schema: Schema, path: string): string[] {
  const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (schema.type !== undefined && type !== schema.type) return [`${path} must be ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path} must be one of ${schema.enum}`];
  if (type === 'array') return value.flatMap((each: Manifest, index: number) => problems(each, schema.items ?? {}, `${path}/${index}`));
  if (type !== 'object' || !schema.properties) return [];
  const { properties, required = [] } = schema;
  return [
    ...required.filter((key) => !(key in value)).map((key) => `${path} must have required property '${key}'`),
    ...Object.keys(value).flatMap((key) =>
      properties[key] ? problems(value[key], properties[key], `${path}/${key}`) : [`${path}/${key} is no field in crds/`],
    ),
  ];
}
