import { directivesOf } from '../clusters';
import { Difference, differences, showDifference } from '../differences';
import { Outlook } from '../finding';
import { at, Comparison, Pair } from '../objects';
import { FieldRow } from './field';

const TEMPLATE = 'spec.template';
const CHECKSUM = `${TEMPLATE}.metadata.annotations[cdk8s-redis-cluster/checksum]`;

const oneByOne: FieldRow = {
  kinds: ['StatefulSet'],
  fields: [TEMPLATE],
  outlook: Outlook.ROLLS,
  why: restarts,
  changes: withContents,
};

const side: FieldRow = {
  kinds: ['Deployment', 'DaemonSet'],
  fields: [TEMPLATE],
  outlook: Outlook.ROLLS,
  why: 'its pods are replaced, as its strategy says; those of a keeper hold no data',
  changes: withContents,
};

export const ROLLOUTS = [oneByOne, side];

function restarts({ now }: Pair): string {
  const { type, rollingUpdate } = at(now, 'spec', 'updateStrategy') ?? {};
  if (type === 'OnDelete') return 'no pod restarts by itself: each takes the change when it is deleted';
  const partition = Number(rollingUpdate?.partition ?? 0);
  const which = partition > 0 ? `the pods from ordinal ${partition} on` : 'its pods';
  return `${which} restart one at a time, the highest ordinal first; each hands its shard over before, and the next one waits until it is ready`;
}

/** A checksum says that something changed in what the pods mount; this says what. */
function withContents(found: readonly Difference[], pair: Pair, comparison: Comparison): string[] {
  const own = found.filter(({ path }) => path !== CHECKSUM);
  const contents = own.length < found.length ? mounted(pair, comparison).flatMap(contentChanges) : [];
  return [...contents, ...(contents.length > 0 ? own : found).map(showDifference)];
}

/** The ConfigMaps that a workload's pods mount. */
function mounted({ now }: Pair, { pairs }: Comparison): Pair[] {
  const names: string[] = (at(now, 'spec', 'template', 'spec', 'volumes') ?? []).map((volume: object) => at(volume, 'configMap', 'name'));
  return pairs.filter(
    ({ now: { kind, metadata } }) => kind === 'ConfigMap' && metadata.namespace === now.metadata.namespace && names.includes(metadata.name),
  );
}

function contentChanges({ old, now }: Pair): string[] {
  const conf = (object: object) => directivesOf(at(object, 'data', 'redis.conf') ?? '');
  const files = (object: object) => ({ ...at(object, 'data'), 'redis.conf': undefined });
  return [
    ...differences(conf(old), conf(now)).map((difference) => `redis.conf: ${showDifference(difference)}`),
    ...differences(files(old), files(now), 'data').map(showDifference),
  ];
}
