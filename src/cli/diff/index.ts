import { clustersOf } from './clusters';
import { Finding, Outlook } from './finding';
import { compare, Manifest } from './objects';
import { CLUSTER_RULES, FIELD_RULES } from './rules';
import { judgeCluster } from './rules/cluster';
import { judgeFields } from './rules/field';
import { objects } from './rules/objects';

/** Everything that is to say of a change of manifests: what needs a person first. */
export function diff(old: readonly Manifest[], now: readonly Manifest[]): Finding[] {
  const comparison = compare(old, now);
  const before = clustersOf(old);
  const clusters = clustersOf(now).flatMap((cluster) => {
    const former = before.find(({ name, namespace }) => name === cluster.name && namespace === cluster.namespace);
    return former ? [{ old: former, now: cluster }] : [];
  });
  const findings = [
    ...comparison.pairs.flatMap((pair) => judgeFields(FIELD_RULES, pair, comparison)),
    ...clusters.flatMap((pair) => judgeCluster(CLUSTER_RULES, pair)),
    ...objects(comparison),
  ];
  return Object.values(Outlook).flatMap((outlook) => findings.filter((finding) => finding.outlook === outlook));
}
