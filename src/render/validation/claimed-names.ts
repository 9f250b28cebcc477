import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Settings } from '../settings';
import { show } from './show';

/** Who makes what, by App and by namespace. Kept by the App's own life: nothing leaks from one App to the next. */
const CLAIMS = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** What another construct of the App makes already: one problem for each such construct. */
export function takenNames(construct: IConstruct, { objects, namespace }: Settings): string[] {
  const claims = claimsOf(construct);
  const taken = new Map<IConstruct, string[]>();
  for (const object of objects) {
    const holder = claims.get(key(construct, object));
    if (holder && isElsewhere(holder, construct)) taken.set(holder, [...(taken.get(holder) ?? []), object]);
  }
  const place = namespace === undefined ? 'chart' : `namespace ${show(namespace)}`;
  return [...taken].map(
    ([holder, names]) =>
      `${names.join(', ')} must be made once in a ${place}, got one from ${show(holder.node.path)} already: give one of the two another name`,
  );
}

/** From now on these objects are this construct's. What a cluster has claimed for its parts stays the cluster's. */
export function claimNames(construct: IConstruct, { objects }: Settings): void {
  const claims = claimsOf(construct);
  for (const object of objects) {
    const holder = claims.get(key(construct, object));
    if (!holder || !construct.node.scopes.includes(holder)) claims.set(key(construct, object), construct);
  }
}

function claimsOf(construct: IConstruct): Map<string, IConstruct> {
  const { root } = construct.node;
  const claims = CLAIMS.get(root) ?? new Map<string, IConstruct>();
  CLAIMS.set(root, claims);
  return claims;
}

/** Without a namespace the manifests of each chart may be applied to another one. */
function key(construct: IConstruct, object: string): string {
  const { namespace, node } = Chart.of(construct);
  return JSON.stringify(namespace === undefined ? { chart: node.path, object } : { namespace, object });
}

/** Parts make what their cluster has claimed, and what was taken out of the tree holds nothing any more. */
function isElsewhere(holder: IConstruct, construct: IConstruct): boolean {
  return !construct.node.scopes.includes(holder) && holder.node.scopes.every(isInTree);
}

function isInTree({ node }: IConstruct): boolean {
  return node.scope === undefined || node.scope.node.tryFindChild(node.id)?.node === node;
}
