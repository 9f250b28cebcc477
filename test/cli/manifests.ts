import { ChartProps } from 'cdk8s';
import { diff } from '../../src/cli/diff';
import { Finding } from '../../src/cli/diff/finding';
import { Manifest } from '../../src/cli/diff/objects';
import { RedisCluster, RedisClusterProps } from '../../src';
import { chart, objects } from '../synth';

/** The manifests of a cluster called `cache`. */
export function cluster(props: RedisClusterProps = {}, chartProps: ChartProps = { namespace: 'redis' }): Manifest[] {
  const scope = chart(chartProps);
  new RedisCluster(scope, 'cache', props);
  return objects(scope);
}

/** The same objects with one field of one of them set, or removed where there is no value. */
export function withField(manifests: Manifest[], which: string, path: string, value?: unknown): Manifest[] {
  const copy: Manifest[] = JSON.parse(JSON.stringify(manifests));
  const found = copy.filter(({ kind, metadata }) => `${kind} ${metadata.name}` === which);
  expect(found).toHaveLength(1);
  const keys = path.split('.');
  const last = keys.pop()!;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const parent = keys.reduce((each: any, key) => (each[key] ??= {}), found[0]);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** An object of a few fields. */
export function object(kind: string, fields: object, apiVersion = 'v1'): Manifest {
  return { apiVersion, kind, metadata: { name: 'it', namespace: 'redis' }, ...fields };
}

/** What is said of a change, `outlook: object: change` for each. */
export function said(old: Manifest[], now: Manifest[]): string[] {
  return diff(old, now).flatMap(({ outlook, object: name, changes }) => changes.map((change) => `${outlook}: ${name}: ${change}`));
}

/** The only finding of that outlook. */
export function only(outlook: string, findings: Finding[]): Finding {
  const found = findings.filter((finding) => finding.outlook === outlook);
  expect(found).toHaveLength(1);
  return found[0];
}
