import { Duration } from 'cdk8s';
import { KeeperOptions } from '../../options/keeper';
import { Settings } from '../settings';
import { MAX_INT } from './limits';
import { HOST } from '../placement';
import { managerPodRules } from './manager-pods';
import { notOwnConstraint } from './placement';
import { resourceRules } from './resources';
import { given, rule } from './rule';
import { show } from './show';
import { wholeSeconds } from './timing';
import { isWhole, seconds } from './units';

const options = ({ keeper }: Settings): KeeperOptions => keeper.options ?? {};

const replicas = rule<number>({
  of: (settings) => given(options(settings).replicas),
  refused: (count) => !isWhole(count, 1, MAX_INT),
  what: 'keeper: replicas',
  allowed: 'a whole number of 1 or more',
  change: 'say how many pods watch the servers, or use Keeper.none()',
});

const takeOverAfter = wholeSeconds(
  'onQuorumLoss: after',
  ({ onQuorumLoss }) => onQuorumLoss.after,
  'say how long most masters have to be silent before their replicas take over',
);

const longerThanNodeTimeout = rule<Duration>({
  of: ({ onQuorumLoss }) => given(onQuorumLoss.after),
  refused: (duration, { nodeTimeout }) => seconds(duration) <= seconds(nodeTimeout),
  what: 'onQuorumLoss: after',
  allowed: (_, { nodeTimeout }) => `longer than nodeTimeout, which is ${show(nodeTimeout)}`,
  change: 'masters that only restart would lose what their replicas lack, so lengthen it',
});

export const KEEPER = [
  replicas,
  ...managerPodRules('keeper', options),
  notOwnConstraint('keeper: ', (settings) => options(settings).topologySpreadConstraints ?? [], {
    topologyKey: HOST,
    applies: () => true,
    change: 'keepers share no node already, and Kubernetes takes one of a kind; leave it out',
  }),
  ...resourceRules('keeper: resources', (settings) => options(settings).resources),
  takeOverAfter,
  longerThanNodeTimeout,
];
