import { Duration } from 'cdk8s';
import { DangerousCommands } from './dangerous-commands';

/** Where a password is: in a Secret that somebody else makes. No manifest ever contains one. */
export interface PasswordSource {
  /** The name of the Secret, in the namespace of the pods. */
  readonly secretName: string;

  /**
   * The key of the password in that Secret.
   *
   * @default 'password'
   */
  readonly key?: string;

  /**
   * The key of the password that it replaces. It may be missing, and is only needed while a password changes: for as long as the Secret has it, both are taken.
   *
   * @default - `previous-` and the key
   */
  readonly previousKey?: string;
}

/** The key of a Secret. */
export interface SecretKey {
  /** The name of the Secret. */
  readonly secretName: string;

  /** The key. */
  readonly key: string;
}

/** A user of the servers' access control lists, with a password from a Secret. */
export interface AclUser extends PasswordSource {
  /** The name: letters, digits, `.`, `_` and `-`. `default` is whom clients are that send a password alone. */
  readonly name: string;

  /**
   * The keys that the user may read and write, as glob patterns; with `%R~` before it one may be read, with `%W~` written.
   *
   * @default - all
   */
  readonly keys?: string[];

  /**
   * The channels that the user may publish and subscribe to, as glob patterns.
   *
   * @default - all
   */
  readonly channels?: string[];

  /**
   * The commands that the user may send, as rules of the engine: `+get`, `+@read`, `-@dangerous`, `+config|get`. They follow `-@all`, the last one that fits counts.
   *
   * @default - all but those that are closed
   */
  readonly commands?: string[];
}

/** What all kinds of authentication have in common. */
export interface AuthOptions {
  /**
   * Which commands are closed to applications.
   *
   * @default - DangerousCommands.open() with Auth.password, DangerousCommands.closed() with Auth.users
   */
  readonly dangerousCommands?: DangerousCommands;

  /**
   * For how long servers go on taking a password that its Secret has no more, in whole seconds: kubelets show a changed Secret to one pod up to two minutes before
   * another.
   *
   * @default Duration.minutes(5)
   */
  readonly overlap?: Duration;
}

/** How a single password is used. */
export interface PasswordOptions extends AuthOptions {
  /**
   * The key of the password in the Secret.
   *
   * @default 'password'
   */
  readonly key?: string;

  /**
   * The key of the password that it replaces. It may be missing.
   *
   * @default - `previous-` and the key
   */
  readonly previousKey?: string;

  /**
   * The password of the users by which the servers and the cluster manager know each other.
   *
   * @default - where dangerous commands are closed, the key `system-password` of the same Secret; otherwise there are no such users
   */
  readonly system?: PasswordSource;
}

/** How users are told apart. */
export interface UsersOptions extends AuthOptions {
  /** The password of the users by which the servers and the cluster manager know each other: `cluster-replica` and `cluster-manager`. No application has it. */
  readonly system: PasswordSource;
}

/** Longer than any kubelet takes to show a changed Secret, and short for a password that was betrayed. */
const OVERLAP = Duration.minutes(5);

/**
 * Who may talk to the servers.
 */
export class Auth {
  /** Everybody who reaches them. The default. */
  public static none(): Auth {
    return new Auth([], {});
  }

  /**
   * Who knows the password.
   *
   * @param secretName the Secret that has it
   * @param options its key, and what is closed all the same
   */
  public static password(secretName: string, options: PasswordOptions = {}): Auth {
    const { key, previousKey, dangerousCommands = DangerousCommands.open() } = options;
    const system = options.system ?? (dangerousCommands.isClosed ? { secretName, key: 'system-password' } : undefined);
    return new Auth([{ name: 'default', secretName, key, previousKey }], { ...options, dangerousCommands, system });
  }

  /**
   * Users, each with a password and rights of its own. Whoever gives no name is nobody, unless one of the users is called `default`.
   *
   * @param users who they are
   * @param options the password of the servers and the cluster manager
   */
  public static users(users: AclUser[], options: UsersOptions): Auth {
    return new Auth(users, options);
  }

  /** The users of applications; none where nobody is asked for a password. */
  public readonly aclUsers: AclUser[];

  /** The password of the servers and the cluster manager, where that is not the applications'. */
  public readonly system?: PasswordSource;

  /** Which commands are closed to applications. */
  public readonly dangerousCommands: DangerousCommands;

  /** For how long servers go on taking a password that its Secret has no more. */
  public readonly overlap: Duration;

  private constructor(users: AclUser[], options: AuthOptions & Partial<UsersOptions>) {
    this.aclUsers = users;
    this.system = options.system;
    this.dangerousCommands = options.dangerousCommands ?? DangerousCommands.closed();
    this.overlap = options.overlap ?? OVERLAP;
  }

  /** Whether anybody is asked for a password. */
  public get isRequired(): boolean {
    return this.aclUsers.length > 0 || this.system !== undefined;
  }
}
