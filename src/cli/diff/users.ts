/** A user of the servers, as the file `users` beside redis.conf has it. */
export interface User {
  /** Where its password is: `secret/key`. */
  readonly password: string;

  /** Where the password may be that it replaces. */
  readonly previous: string;

  /** What it may do, in the words of the engine. */
  readonly rules: readonly string[];
}

/** Users by their names. */
export type Users = ReadonlyMap<string, User>;

const MANAGER = 'cluster-manager';
const REPLICA = 'cluster-replica';
const DEFAULT = 'default';

/** Categories that PSYNC and REPLCONF, by which a replica copies its master, belong to. */
const CATEGORIES = ['@all', '@admin', '@dangerous', '@slow'];

/** `NAME SECRET/KEY SECRET/PREVIOUS-KEY RULES` lines. */
export function usersIn(text: string): Users {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [name, password, previous, ...rules] = line.split(' ');
      return [name, { password, previous, rules }];
    }),
  );
}

/** Whether somebody is a user of applications: the others are the servers' own. */
export function isOfApplications(name: string): boolean {
  return name !== MANAGER && name !== REPLICA;
}

/**
 * Whether a master that knows the one users lets in a replica that knows the others, their passwords being the same. What a replica tries, and in which order, is in
 * passwords.sh: it keeps to the first user that can log in, whatever that may do.
 */
export function letsIn(master: Users, replica: Users): boolean {
  if (master.size === 0) return true;
  const shown = [replica.has(REPLICA) ? REPLICA : DEFAULT, DEFAULT].find((name) => replica.has(name) && master.has(name));
  return shown !== undefined && ['psync', 'replconf'].every((command) => may(master.get(shown)!, command));
}

/** Whether whoever manages servers with the one users can log in to a server that knows the others. One that asks for no password lets in everybody. */
export function manages(manager: Users, server: Users): boolean {
  return server.size === 0 || server.has(manager.has(MANAGER) ? MANAGER : DEFAULT);
}

/** The last rule that fits counts. */
function may({ rules }: User, command: string): boolean {
  const fitting = rules.filter((rule) => [...CATEGORIES, command].includes(rule.slice(1)));
  return fitting.at(-1)?.startsWith('+') ?? false;
}

/** Whether everything that a user might do it still may, as far as that can be told from the rules alone. */
export function keepsRights(old: User, now: User): boolean {
  const includes = (isOfKind: RegExp, all: string) => {
    const [before, after] = [old, now].map(({ rules }) => rules.filter((rule) => isOfKind.test(rule)));
    return after.includes(all) || before.every((rule) => after.includes(rule));
  };
  const [before, after] = [old, now].map(({ rules }) => rules.filter((rule) => /^[+-]/.test(rule)));
  return includes(/^[~%]/, '~*') && includes(/^&/, '&*') && (after.at(-1) === '+@all' || onlyAdds(before, after));
}

/** Whether one list of rules becomes the other by more that is allowed and less that is forbidden, wherever that stands. */
function onlyAdds([rule, ...others]: readonly string[], now: readonly string[]): boolean {
  if (rule === undefined) return now.every((each) => each.startsWith('+'));
  if (rule === now[0]) return onlyAdds(others, now.slice(1));
  if (now[0]?.startsWith('+')) return onlyAdds([rule, ...others], now.slice(1));
  return rule.startsWith('-') && onlyAdds(others, now);
}
