import { Cluster, ClusterPair } from '../clusters';
import { kubectl } from '../objects';
import { isOfApplications, keepsRights, letsIn, manages, User, Users } from '../users';
import { besides, changeOf, ClusterRow } from './cluster';
import { persistence } from './durability';

const STOPS = 'Pods restart one at a time: the rollout stops at its first pod';

const names = ({ users }: Cluster) => users && (users.size === 0 ? 'none' : [...users.keys()].join(', '));

/** Servers stay in sync: a replica whose master wants no password yet shows it none. */
const asked: ClusterRow = {
  changes: (pair) => (pair.old.users?.size === 0 ? changeOf(pair, 'users', names) : []),
  why:
    'every server asks for a password from its restart on, and the others want none yet: a client that has none is refused by the first, and one that shows its own may mind ' +
    "the answer of the others. These take any password of 'default', and refuse one without a user name, or of a user that they do not know",
  steps: ({ now }) => [
    `make the Secrets, without which no pod that restarts becomes ready: ${[...new Set([...now.users!.values()].map(({ password }) => password))].join(', ')}`,
    'have all applications show user and password, and try how they get on with a server that wants none',
    'apply NEW',
  ],
};

const lockedOut: ClusterRow = {
  changes: (pair) => (knows(pair) && !letsIn(pair.old.users, pair.now.users) ? changeOf(pair, 'users', names) : []),
  why: `a replica that has restarted cannot log in to a master that has not, or may not copy it. ${STOPS}`,
  steps: ways,
};

/** Where the volume has the place of a pod nobody has to give it one, and the keeper only heals nothing until all have restarted. */
const unmanaged: ClusterRow = {
  changes: (pair) =>
    knows(pair) && letsIn(pair.old.users, pair.now.users) && !rolls(pair, pair.old.users, pair.now.users) ? changeOf(pair, 'users', names) : [],
  why:
    'the keeper logs in as a user that only servers that have restarted know, so it finds none of the others, and cannot give a pod that comes back empty its place among ' +
    `them. ${STOPS}`,
  steps: ways,
};

const fewerUsers: ClusterRow = {
  changes: (pair) => (knows(pair) && pair.now.users.size > 0 ? missing(pair.old.users, pair.now.users).map((name) => `user ${name}: gone`) : []),
  why: 'each server refuses whoever logs in as such a user from its restart on',
  steps: () => [
    'where applications still do: apply NEW with these users besides, and lead the applications to the others',
    'apply NEW, once none of them logs in as one of these any more',
  ],
};

const fewerRights: ClusterRow = {
  changes: (pair) =>
    inBoth(pair)
      .filter(({ name, old, now }) => isOfApplications(name) && !keepsRights(old, now))
      .map(({ name, old, now }) => `user ${name}: ${old.rules.join(' ')} -> ${now.rules.join(' ')}`),
  why: 'each server refuses what such a user may do no more from its restart on',
  steps: ({ now }) => [
    `look before what applications call, and on which keys: ${kubectl(now.statefulSet, 'exec <pod> -- redis-cli INFO commandstats')} names the commands`,
    'apply NEW',
  ],
};

const otherPasswords: ClusterRow = {
  changes: (pair) => moved(pair).map(({ name, old, now }) => `password of ${name}: ${old.password} -> ${now.password}`),
  why:
    'until all pods have restarted some servers take the one password and some the other. Where these differ, whoever has one of them is refused by some: applications, ' +
    'or replicas and the keeper, and then the rollout stops at its first pod',
  steps: (pair) => [
    ...new Set(
      moved(pair).map(
        ({ old, now }) => `have the password of ${old.password} in ${now.previous} as well, where it is not the same as in ${now.password}`,
      ),
    ),
    'apply NEW; lead the applications to the new passwords once all pods have restarted, and then take the old ones away',
  ],
};

export const AUTH = [asked, lockedOut, unmanaged, fewerUsers, fewerRights, otherPasswords];

type Known = ClusterPair & { readonly old: { readonly users: Users }; readonly now: { readonly users: Users } };

/** Whether both sides say who the users are, and there were some. */
function knows(pair: ClusterPair): pair is Known {
  return pair.old.users !== undefined && pair.now.users !== undefined && pair.old.users.size > 0;
}

/** Whether pods can restart one by one from the one users to the others. */
function rolls({ old, now }: ClusterPair, from: Users, to: Users): boolean {
  return letsIn(from, to) && (manages(to, from) || (outlivesPods(old) && outlivesPods(now)));
}

/** Whether a pod that is deleted comes back with its data and its place in the cluster. */
function outlivesPods(cluster: Cluster): boolean {
  return cluster.storage !== 'emptyDir' && persistence(cluster) !== 'none';
}

/** What can be done instead, the one that disturbs least first. */
function ways(pair: ClusterPair): string[] {
  const { old, now } = pair;
  const both = new Map([...old.users!, ...now.users!]);
  const inTwoSteps = now.users!.size > 0 && rolls(pair, old.users!, both) && rolls(pair, both, now.users!);
  const restart = kubectl(old.statefulSet, `delete pod --selector app.kubernetes.io/instance=${old.name},app.kubernetes.io/component=node`);
  const found = [
    ...(inTwoSteps
      ? ['apply NEW with the users of OLD besides, system included; wait until all pods have restarted and the keeper says healthy; then apply NEW']
      : []),
    ...(outlivesPods(old) && outlivesPods(now)
      ? [
          "where the cluster may be out of use: apply NEW with updateStrategy: { type: 'OnDelete' } (diff says how), delete all pods at once " +
            `(${restart}), and apply NEW when the keeper says healthy`,
        ]
      : []),
    ...besides(),
  ];
  return found.map((way, index) => (index === 0 ? way : `or, ${way}`));
}

function missing(old: Users, now: Users): string[] {
  return [...old.keys()].filter((name) => isOfApplications(name) && !now.has(name));
}

function inBoth({ old, now }: ClusterPair): { name: string; old: User; now: User }[] {
  return [...(old.users ?? [])].flatMap(([name, user]) => {
    const after = now.users?.get(name);
    return after ? [{ name, old: user, now: after }] : [];
  });
}

/** Users whose password is somewhere else, the old one not being where servers look for it besides. */
function moved(pair: ClusterPair): { name: string; old: User; now: User }[] {
  return inBoth(pair).filter(({ old, now }) => old.password !== now.password && old.password !== now.previous);
}
