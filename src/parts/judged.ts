import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { RedisClusterProps } from '../redis-cluster-props';
import { settle, Settings, Where } from '../render/settings';
import { serverSets } from '../render/topology';
import { validate } from '../render/validation';

/** As what a construct is judged. */
export interface Judgement extends Partial<Where> {
  /** What it is called. */
  readonly kind: string;

  /** The rows of the rule table that concern it. */
  readonly rules: Parameters<typeof validate>[2];

  /** What it will make, as `Kind/name`. */
  readonly objects: string[];

  /** Whether it will make the StatefulSets as well, however many there are to be. */
  readonly hasServers?: boolean;
}

/** Marks settings that have been judged. It is copied with them, and only this file can set it. */
const JUDGED = Symbol('judged');

/**
 * Fills in the defaults and judges the result. What a cluster has judged it hands to its parts, which have nothing left to judge.
 *
 * @throws one error that lists every problem
 */
export function judge(
  construct: Construct,
  props: RedisClusterProps & { readonly name: string },
  { kind, rules, hasServers, ...where }: Judgement,
): Settings {
  if (isJudged(props)) return props;
  const settled = settle(props, { nameIsId: false, serviceName: `${props.name}-nodes`, namespace: Chart.of(construct).namespace, ...where });
  const sets = hasServers ? serverSets(settled).map((set) => `StatefulSet/${set.name}`) : [];
  const settings = { ...settled, objects: [...settled.objects, ...sets] };
  validate(construct, kind, rules, settings);
  return Object.assign(settings, { [JUDGED]: true });
}

function isJudged(props: object): props is Settings {
  return JUDGED in props;
}
