/** A module of the engine: a file in the image, or on a volume that is mounted. */
export interface EngineModule {
  /** Where the file is in the servers' containers, from the root. */
  readonly path: string;

  /**
   * What the module is told when it is loaded, each a word.
   *
   * @default - nothing
   */
  readonly args?: string[];
}

/**
 * Which modules the servers load when they start. A module runs within the server and may do all that the server may; over a connection none can be loaded
 * (`enable-module-command no`, the engine's default). All servers of a cluster have the same ones, the new ones after a rollout: data that only a module
 * can read keeps a server without that module from starting.
 */
export class EngineModules {
  /** None, whatever the image has. */
  public static none(): EngineModules {
    return new EngineModules(false, []);
  }

  /**
   * All files `*.so` in the image's own folder: query engine, JSON, time series and probabilistic types in the official image of Redis 8, JSON, Bloom filter, search
   * and LDAP in `valkey/valkey-bundle`. A server that finds none there does not start, and says so.
   *
   * @param folder another folder. Default: `/usr/local/lib/redis/modules` of Redis, `/usr/lib/valkey` of Valkey, as those images have it
   */
  public static bundled(folder?: string): EngineModules {
    return new EngineModules(true, [], folder);
  }

  /** These, in this order. */
  public static files(...modules: EngineModule[]): EngineModules {
    return new EngineModules(false, modules);
  }

  /** Whether the image's own are loaded. */
  public readonly fromImage: boolean;

  /** The files that were given. */
  public readonly modules: EngineModule[];

  /** The folder that was given, if any. */
  public readonly folder?: string;

  private constructor(fromImage: boolean, modules: EngineModule[], folder?: string) {
    this.fromImage = fromImage;
    this.modules = modules;
    this.folder = folder;
  }
}
