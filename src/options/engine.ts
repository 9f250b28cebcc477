import { ENGINE_FAMILIES } from './engine-versions';

/** Where the server's image comes from, if not from its public repository. */
export interface EngineOptions {
  /**
   * The image with its tag, from any registry. It needs the server and its command line client on the PATH, a POSIX shell and awk,
   * and must be of the version that is said beside it.
   *
   * @default - the official image: `redis:<version>` or `valkey/valkey:<version>`
   */
  readonly image?: string;

  /**
   * Pins the image to its content: `sha256:` and 64 hexadecimal digits, rendered as `image:tag@sha256:...`.
   *
   * @default - not pinned
   */
  readonly digest?: string;
}

/**
 * The server and its version.
 */
export class Engine {
  /**
   * Redis 7.0, 7.2, 7.4, 8.0, 8.2, 8.4 or 8.6.
   *
   * @param version the major and minor version, `8.0`; with a patch level (`8.0.2`) or a variant (`8.0-alpine`) it names that tag of the image
   * @param options another image, or its digest
   */
  public static redis(version: string, options: EngineOptions = {}): Engine {
    return new Engine('redis', version, options);
  }

  /**
   * Valkey 8.0, 8.1, 9.0 or 9.1.
   *
   * @param version the major and minor version, `9.1`; with a patch level (`9.1.0`) or a variant (`9.1-alpine`) it names that tag of the image
   * @param options another image, or its digest
   */
  public static valkey(version: string, options: EngineOptions = {}): Engine {
    return new Engine('valkey', version, options);
  }

  /** `redis` or `valkey`. */
  public readonly family: string;

  /** The version as it was given. */
  public readonly version: string;

  /** The image that was given, if any. */
  public readonly customImage?: string;

  /** The digest that was given, if any. */
  public readonly digest?: string;

  private constructor(family: string, version: string, options: EngineOptions) {
    this.family = family;
    this.version = version;
    this.customImage = options.image;
    this.digest = options.digest;
  }

  /** The image as containers name it: `redis:8.0`, or `redis:8.0@sha256:...` when it is pinned. */
  public get image(): string {
    const image = this.customImage ?? `${ENGINE_FAMILIES[this.family].repository}:${this.version}`;
    return this.digest === undefined ? image : `${image}@${this.digest}`;
  }
}
