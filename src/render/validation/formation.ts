import { FormationOptions } from '../../options/formation';
import { Settings } from '../settings';
import { DEFAULT_WAIT, MAX_INT } from './limits';
import { managerPodRules } from './manager-pods';
import { resourceRules } from './resources';
import { given, rule } from './rule';
import { show } from './show';
import { wholeSeconds } from './timing';
import { isWhole, seconds } from './units';

const options = ({ formation }: Settings): FormationOptions => formation.options ?? {};

const wait = wholeSeconds(
  'formation: wait',
  (settings) => options(settings).wait,
  'pods are not there at once, so say how long the Job may wait for them',
);

const activeDeadline = wholeSeconds(
  'formation: activeDeadline',
  (settings) => options(settings).activeDeadline,
  'Kubernetes counts it in seconds; leave it out for wait and 15 minutes more',
);

const deadlineAfterWait = rule<FormationOptions>({
  of: (settings) => [options(settings)],
  refused: ({ activeDeadline: deadline, wait: waiting = DEFAULT_WAIT }) => deadline !== undefined && seconds(deadline) <= seconds(waiting),
  what: 'formation: activeDeadline',
  allowed: ({ wait: waiting = DEFAULT_WAIT }) => `longer than wait, which is ${show(waiting)}`,
  got: ({ activeDeadline: deadline }) => deadline,
  change: 'the Job would be ended while it still waits, without a word, so lengthen it or shorten wait',
});

const backoffLimit = rule<number>({
  of: (settings) => given(options(settings).backoffLimit),
  refused: (count) => !isWhole(count, 0, MAX_INT),
  what: 'formation: backoffLimit',
  allowed: `a whole number from 0 to ${MAX_INT}`,
  change: 'say how many attempts may follow a failed one',
});

export const FORMATION = [
  ...managerPodRules('formation', options),
  wait,
  activeDeadline,
  deadlineAfterWait,
  backoffLimit,
  ...resourceRules('formation: resources', (settings) => options(settings).resources),
];
