import { Duration } from 'cdk8s';
import { Settings } from '../settings';
import { minGracePeriod } from '../stopping';
import { serverSets } from '../topology';
import { MAX_INT, MAX_NODE_TIMEOUT, MIN_NODE_TIMEOUT } from './limits';
import { elements, given, Named, rule, Rule } from './rule';
import { show } from './show';
import { isWhole, milliseconds, seconds } from './units';
import { SnapshotRule } from '../../options/persistence';

/** A period that Kubernetes or the engine counts in whole seconds. */
export function wholeSeconds(what: string, of: (settings: Settings) => Duration | undefined, change: string): Rule {
  return rule<Duration>({
    of: (settings) => given(of(settings)),
    refused: (duration) => !isWhole(seconds(duration), 1, MAX_INT),
    what,
    allowed: `a whole number of seconds from 1 s to ${MAX_INT} s`,
    change,
  });
}

const nodeTimeout = rule<Duration>({
  of: (settings) => [settings.nodeTimeout],
  refused: (duration) => !isWhole(milliseconds(duration), milliseconds(MIN_NODE_TIMEOUT), milliseconds(MAX_NODE_TIMEOUT)),
  what: 'nodeTimeout',
  allowed: `a whole number of milliseconds from ${show(MIN_NODE_TIMEOUT)} to ${show(MAX_NODE_TIMEOUT)}`,
  change: 'shorter, sound nodes would be taken for dead ones; longer, a dead master would hardly ever be replaced',
});

const minReplicasMaxLag = wholeSeconds(
  'minReplicasMaxLag',
  (settings) => settings.minReplicasMaxLag,
  'the engine counts the lag in seconds, and 0 would switch minReplicasToWrite off',
);

const leastGrace = (settings: Settings) => minGracePeriod(serverSets(settings).length);

const terminationGracePeriod = rule<Duration>({
  of: (settings) => [settings.terminationGracePeriod],
  refused: (duration, settings) => !isWhole(seconds(duration), seconds(leastGrace(settings)), MAX_INT),
  what: 'terminationGracePeriod',
  allowed: (_, settings) => `a whole number of seconds from ${show(leastGrace(settings))} to ${MAX_INT} s`,
  change: 'a master needs as long to hand its slots over, twice if need be, and its server to exit',
});

const snapshotRules = (settings: Settings) => elements('persistence: rules', settings.persistence.rules);

const snapshotAfter = rule<Named<SnapshotRule>>({
  of: snapshotRules,
  refused: ({ value }) => !isWhole(seconds(value.after), 1, MAX_INT),
  what: ({ what }) => `${what}.after`,
  allowed: `a whole number of seconds from 1 s to ${MAX_INT} s`,
  got: ({ value }) => value.after,
  change: 'the engine counts it in seconds',
});

const snapshotChanges = rule<Named<SnapshotRule>>({
  of: snapshotRules,
  refused: ({ value }) => !isWhole(value.changes, 1, MAX_INT),
  what: ({ what }) => `${what}.changes`,
  allowed: `a whole number from 1 to ${MAX_INT}`,
  got: ({ value }) => value.changes,
  change: 'say how many changes make a snapshot due; for no snapshots leave the rule out',
});

export const NODE_TIMEOUT = [nodeTimeout];
export const SERVER_TIMING = [minReplicasMaxLag];
export const POD_TIMING = [terminationGracePeriod];
export const PERSISTENCE = [snapshotAfter, snapshotChanges];
