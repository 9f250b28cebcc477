import { customProblems } from './custom-resource-schema';
import { Manifest } from './synth';

/** What is wrong with an object in the eyes of Kubernetes 1.27, or of the definition of its kind in crds/: wrong types, missing fields, and fields or kinds that it does not have. */
export function schemaProblems(manifest: Manifest): string[] {
  const custom = customProblems(manifest);
  if (custom) return custom;
  const model = modelOf(manifest);
  if (!model) return [`Kubernetes 1.27 has no ${manifest.apiVersion} ${manifest.kind}`];

  const unread = new Set<string>();
  return [
    ...complaints(() => model.prototype.validate.call(watched(manifest, '', unread))),
    ...[...unread].map((path) => `${path} is no field of Kubernetes 1.27`),
  ];
}

/** A class whose validator was compiled from the OpenAPI document of Kubernetes 1.27. */
interface Model {
  readonly prototype: { validate(): void };
}

function modelOf({ apiVersion, kind }: Manifest): Model | undefined {
  try {
    return jest.requireActual(`kubernetes-models/${apiVersion}`)[kind];
  } catch {
    return undefined;
  }
}

function complaints(validate: () => void): string[] {
  try {
    validate();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

/**
 * The same object, taking note of the fields that nobody asks for: the compiled validators allow any, but they ask only for those that the schema has.
 * That makes every schema one with `additionalProperties: false`.
 */
function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const seen = new Map<string, unknown>();
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return Reflect.get(target, key);
      unread.delete(`${path}/${key}`);
      if (!seen.has(key)) seen.set(key, watched(Reflect.get(target, key), `${path}/${key}`, unread));
      return seen.get(key);
    },
  });
}
