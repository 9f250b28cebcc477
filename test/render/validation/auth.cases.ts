import { Duration } from 'cdk8s';
import { AclUser, Auth, PasswordSource, UsersOptions } from '../../../src';
import { Refusal } from './refusals';

const SYSTEM = { system: { secretName: 'system' } };

const users = (user: Partial<AclUser>, options: Partial<UsersOptions> = {}) => ({
  auth: Auth.users([{ name: 'app', secretName: 'app', ...user }], { ...SYSTEM, ...options }),
});
const system = (source: PasswordSource) => users({}, { system: source });

export const AUTH: Refusal[] = [
  {
    wrong: 'a Secret that cannot be called so',
    props: { auth: Auth.password('My Secret') },
    says: [
      'auth: users[0].secretName must be the name of a Secret: lower case letters, digits, inner dashes and dots, got "My Secret": name the Secret, in the namespace of the pods, that has the password',
    ],
  },
  {
    wrong: 'keys that no Secret has',
    props: system({ secretName: 'system', key: 'pass word', previousKey: '..' }),
    says: ['"pass word"', '".."'].map(
      (got, index) =>
        `auth: system.${['key', 'previousKey'][index]} must be letters, digits, "-", "_" and ".", at most 253, without two dots first, got ${got}: name a key of the Secret`,
    ),
  },
  {
    wrong: 'one key for the old password and the new one',
    props: { auth: Auth.password('app', { key: 'password', previousKey: 'password' }) },
    says: [
      'auth: users[0].previousKey must be another key than that of the password itself, got "password": the old password and the new one stand beside each other for a while, so name two keys',
    ],
  },
  {
    wrong: 'an application that could be the manager',
    props: system({ secretName: 'app' }),
    says: [
      'auth: system must be a password that no application has, got "app/password": auth: users[0] has the same one, so name another key or another Secret',
    ],
  },
  {
    wrong: 'no users',
    props: { auth: Auth.users([], SYSTEM) },
    says: ['auth: users must be one or more, got 0: without any, no application could connect, so add one'],
  },
  {
    wrong: 'names of users that are no file names',
    props: {
      auth: Auth.users(
        ['my app', '..'].map((name) => ({ name, secretName: 'app' })),
        SYSTEM,
      ),
    },
    says: ['my app', '..'].map(
      (name, index) =>
        `auth: users[${index}].name must be letters, digits and "_", with "-" and "." behind the first, at most 64, got "${name}": rename the user`,
    ),
  },
  {
    wrong: 'a user called as the manager is',
    props: users({ name: 'cluster-manager' }),
    says: [
      'auth: users[0].name must be none of cluster-manager, cluster-replica, cluster-local, got "cluster-manager": servers and manager know each other by these names, so rename the user',
    ],
  },
  {
    wrong: 'two users of one name',
    props: {
      auth: Auth.users(
        [
          { name: 'app', secretName: 'a' },
          { name: 'app', secretName: 'b' },
        ],
        SYSTEM,
      ),
    },
    says: ['auth: users[1].name must be a name that no other user has, got "app": rename one of the two'],
  },
  {
    wrong: 'patterns of two words',
    props: users({ keys: ['a b', '~"'], channels: [''] }),
    says: ['keys[0]|"a b"', 'keys[1]|"~\\""', 'channels[0]|""'].map((each) => {
      const [what, got] = each.split('|');
      return `auth: users[0].${what} must be a glob pattern of one word, without quotes, got ${got}: write "?" for a blank or a quote, and "*" for anything`;
    }),
  },
  {
    wrong: 'a permission that there is not',
    props: users({ keys: ['%X~a', '%R~a'] }),
    says: [
      'auth: users[0].keys[0] must be a pattern, or one behind "%R~", "%W~" or "%RW~", got "%X~a": say what is allowed, or write "[%]" for a key that begins with "%"',
    ],
  },
  {
    wrong: 'commands that are no rules',
    props: users({ commands: ['get', '+GET', '+@', '+a b', '+config|get', '-@all', '+json.get'] }),
    says: ['get', '+GET', '+@', '+a b'].map(
      (got, index) =>
        `auth: users[0].commands[${index}] must be "+" or "-" before a command, a command and its subcommand such as "config|get", or a category such as "@read", in lower case, got "${got}": write one rule of the engine in each element`,
    ),
  },
  ...[Duration.millis(1500), Duration.days(2)].map((overlap) => ({
    wrong: `an overlap of ${overlap.toMilliseconds()} ms`,
    props: { auth: Auth.password('app', { overlap }) },
    says: [
      `auth: overlap must be a whole number of seconds from 0 s to 86400 s, got ${overlap.toMilliseconds() / 1000} s: say for how long an old password is still taken`,
    ],
  })),
];
