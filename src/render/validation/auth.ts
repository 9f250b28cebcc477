import { Duration } from 'cdk8s';
import { AclUser, PasswordSource } from '../../options/auth';
import { keysOf, SYSTEM_USERS } from '../auth';
import { Settings } from '../settings';
import { elements, given, Named, repeated, rule, Rule } from './rule';
import { isSecretKey, isSubdomain } from './syntax';
import { isWhole, seconds } from './units';

/** A day: who needs longer keeps the old password in the Secret. */
const MAX_OVERLAP = 24 * 60 * 60;

type User = Named<AclUser>;
type Source = Named<PasswordSource>;
type Word = Named<string>;

const users = ({ auth }: Settings): User[] => elements('auth: users', auth.aclUsers);
const system = ({ auth }: Settings): Source[] => given(auth.system).map((value) => ({ what: 'auth: system', value }));
const sources = (settings: Settings): Source[] => [...users(settings), ...system(settings)];
const keys = (settings: Settings): Word[] =>
  sources(settings).flatMap(({ what, value }) => Object.entries(keysOf(value)).map(([name, key]) => ({ what: `${what}.${name}`, value: key })));

const secretName = rule<Source>({
  of: sources,
  refused: ({ value }) => !isSubdomain(value.secretName),
  what: ({ what }) => `${what}.secretName`,
  allowed: 'the name of a Secret: lower case letters, digits, inner dashes and dots',
  got: ({ value }) => value.secretName,
  change: 'name the Secret, in the namespace of the pods, that has the password',
});

const key = rule<Word>({
  of: keys,
  refused: ({ value }) => !isSecretKey(value),
  what: ({ what }) => what,
  allowed: 'letters, digits, "-", "_" and ".", at most 253, without two dots first',
  got: ({ value }) => value,
  change: 'name a key of the Secret',
});

const twoKeys = rule<Source>({
  of: sources,
  refused: ({ value }) => keysOf(value).key === keysOf(value).previousKey,
  what: ({ what }) => `${what}.previousKey`,
  allowed: 'another key than that of the password itself',
  got: ({ value }) => value.previousKey,
  change: 'the old password and the new one stand beside each other for a while, so name two keys',
});

/** Who has the system's password is the cluster manager. */
const shared = rule<User>({
  of: (settings) => users(settings).filter(({ value }) => system(settings).some((own) => identity(own.value) === identity(value))),
  refused: () => true,
  what: 'auth: system',
  allowed: 'a password that no application has',
  got: ({ value }) => identity(value),
  change: ({ what }) => `${what} has the same one, so name another key or another Secret`,
});

const identity = (source: PasswordSource) => `${source.secretName}/${keysOf(source).key}`;

const someUsers = rule<number>({
  of: ({ auth }) => (auth.system ? [auth.aclUsers.length] : []),
  refused: (count) => count === 0,
  what: 'auth: users',
  allowed: 'one or more',
  change: 'without any, no application could connect, so add one',
});

const userName = rule<User>({
  of: users,
  refused: ({ value }) => !/^\w[\w.-]{0,63}$/.test(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: 'letters, digits and "_", with "-" and "." behind the first, at most 64',
  got: ({ value }) => value.name,
  change: 'rename the user',
});

const systemUser = rule<User>({
  of: users,
  refused: ({ value }) => SYSTEM_USERS.includes(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: `none of ${SYSTEM_USERS.join(', ')}`,
  got: ({ value }) => value.name,
  change: 'servers and manager know each other by these names, so rename the user',
});

const repeatedUser = rule<User>({
  of: (settings) => repeated(users(settings), ({ value }) => value.name),
  refused: () => true,
  what: ({ what }) => `${what}.name`,
  allowed: 'a name that no other user has',
  got: ({ value }) => value.name,
  change: 'rename one of the two',
});

const listOf = (name: 'keys' | 'channels' | 'commands') => (settings: Settings) =>
  users(settings).flatMap(({ what, value }) => elements(`${what}.${name}`, value[name] ?? []));

const pattern = rule<Word>({
  of: (settings) => [...listOf('keys')(settings), ...listOf('channels')(settings)],
  refused: ({ value }) => !/^[^\s"'\p{C}]+$/u.test(value),
  what: ({ what }) => what,
  allowed: 'a glob pattern of one word, without quotes',
  got: ({ value }) => value,
  change: 'write "?" for a blank or a quote, and "*" for anything',
});

const permission = rule<Word>({
  of: listOf('keys'),
  refused: ({ value }) => value.startsWith('%') && !/^%(R|W|RW|WR)~./.test(value),
  what: ({ what }) => what,
  allowed: 'a pattern, or one behind "%R~", "%W~" or "%RW~"',
  got: ({ value }) => value,
  change: 'say what is allowed, or write "[%]" for a key that begins with "%"',
});

const command = rule<Word>({
  of: listOf('commands'),
  refused: ({ value }) => !/^[+-](@[a-z]+|[a-z][\w.-]*(\|[a-z][\w-]*)?)$/.test(value),
  what: ({ what }) => what,
  allowed: '"+" or "-" before a command, a command and its subcommand such as "config|get", or a category such as "@read", in lower case',
  got: ({ value }) => value,
  change: 'write one rule of the engine in each element',
});

const overlap = rule<Duration>({
  of: ({ auth }) => [auth.overlap],
  refused: (duration) => !isWhole(seconds(duration), 0, MAX_OVERLAP),
  what: 'auth: overlap',
  allowed: `a whole number of seconds from 0 s to ${MAX_OVERLAP} s`,
  change: 'say for how long an old password is still taken',
});

export const AUTH: Rule[] = [secretName, key, twoKeys, shared, someUsers, userName, systemUser, repeatedUser, pattern, permission, command, overlap];
