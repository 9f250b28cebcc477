import { Duration } from 'cdk8s';

/** When the append-only file is flushed to disk. */
export enum Fsync {
  /** After every write: nothing acknowledged is lost, and every write waits for the disk. */
  ALWAYS = 'always',
  /** Once a second: at most about a second of writes is lost when the machine dies. */
  EVERY_SECOND = 'everysec',
  /** When the operating system sees fit. */
  NEVER = 'no',
}

/** A snapshot is taken when at least so many keys changed within so long. */
export interface SnapshotRule {
  /** The period, in whole seconds. */
  readonly after: Duration;

  /** How many changes in that period make a snapshot due. */
  readonly changes: number;
}

/** Choices for the append-only file. */
export interface AppendOnlyOptions {
  /**
   * When the file is flushed to disk.
   *
   * @default Fsync.EVERY_SECOND
   */
  readonly fsync?: Fsync;
}

/** Choices for the append-only file together with snapshots. */
export interface AppendOnlyAndSnapshotsOptions extends AppendOnlyOptions {
  /**
   * When snapshots are taken.
   *
   * @default - the engine's own: after an hour with 1 change, 5 minutes with 100, 1 minute with 10000
   */
  readonly rules?: SnapshotRule[];
}

/** The rules that Redis and Valkey themselves have when nothing is configured. */
const ENGINE_RULES: SnapshotRule[] = [
  { after: Duration.hours(1), changes: 1 },
  { after: Duration.minutes(5), changes: 100 },
  { after: Duration.minutes(1), changes: 10000 },
];

/**
 * How a server keeps its data beyond its own process.
 *
 * Where the files live is another choice: see `Storage`.
 */
export class Persistence {
  /**
   * Every write goes to the append-only file. The default.
   *
   * @param options when the file is flushed
   */
  public static appendOnly(options: AppendOnlyOptions = {}): Persistence {
    return new Persistence([], options.fsync ?? Fsync.EVERY_SECOND);
  }

  /**
   * Snapshots (RDB) alone: what was written since the last one is lost when a server is killed.
   *
   * @param rules when a snapshot is taken; without any: the engine's own, after an hour with 1 change, 5 minutes with 100, 1 minute with 10000
   */
  public static snapshots(rules: SnapshotRule[] = ENGINE_RULES): Persistence {
    return new Persistence(rules);
  }

  /**
   * The append-only file, from which servers start, and snapshots, which are handy to copy away.
   *
   * @param options when the file is flushed and when snapshots are taken
   */
  public static appendOnlyAndSnapshots(options: AppendOnlyAndSnapshotsOptions = {}): Persistence {
    return new Persistence(options.rules ?? ENGINE_RULES, options.fsync ?? Fsync.EVERY_SECOND);
  }

  /** Nothing is written to disk: a cache, whose data lives as long as one copy of each shard does. */
  public static none(): Persistence {
    return new Persistence([]);
  }

  /** When snapshots are taken; none without rules. */
  public readonly rules: SnapshotRule[];

  /** When the append-only file is flushed; without it there is no such file. */
  public readonly fsync?: Fsync;

  private constructor(rules: SnapshotRule[], fsync?: Fsync) {
    this.rules = rules;
    this.fsync = fsync;
  }
}
