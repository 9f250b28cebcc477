/** An object as it stands in a manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
  };
  readonly [field: string]: unknown;
}

/** One object before and after. */
export interface Pair {
  readonly old: Manifest;
  readonly now: Manifest;
}

/** The objects of two sets of manifests, told apart by kind, namespace and name. */
export interface Comparison {
  readonly pairs: readonly Pair[];
  readonly added: readonly Manifest[];
  readonly removed: readonly Manifest[];
}

export function compare(old: readonly Manifest[], now: readonly Manifest[]): Comparison {
  const before = new Map(old.map((object) => [identity(object), object]));
  const after = new Map(now.map((object) => [identity(object), object]));
  return {
    pairs: [...after].flatMap(([key, object]) => (before.has(key) ? [{ old: before.get(key)!, now: object }] : [])),
    added: [...after].filter(([key]) => !before.has(key)).map(([, object]) => object),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, object]) => object),
  };
}

/** What stands at a path of an object; nothing where the path ends early. */
// Manifests are read as they come: who asks knows what to expect.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function at(object: unknown, ...path: (string | number)[]): any {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return path.reduce((value: any, key) => value?.[key] ?? undefined, object);
}

/** An object as people name it. */
export function title({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** A kubectl command in the namespace of an object. */
export function kubectl({ metadata: { namespace } }: Manifest, command: string): string {
  return `kubectl ${namespace ? `--namespace ${namespace} ` : ''}${command}`;
}

const INSTANCE = 'app.kubernetes.io/instance';
const COMPONENT = 'app.kubernetes.io/component';

/** The cluster that an object belongs to, if it does. */
export function instanceOf({ metadata: { labels } }: Manifest): string | undefined {
  return labels?.['app.kubernetes.io/name'] === 'redis-cluster' ? labels[INSTANCE] : undefined;
}

/** What an object of a cluster is for: `node`, `formation` or `keeper`. */
export function componentOf({ metadata: { labels } }: Manifest): string | undefined {
  return labels?.[COMPONENT];
}

/** Versions of an API are views of the same objects. */
function identity({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}
