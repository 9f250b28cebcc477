/** What one version of an engine has, as far as the manifests depend on it. */
export interface EngineVersion {
  /** Knows `cluster-announce-human-nodename`, by which every pod announces the Kubernetes node that it runs on. */
  readonly announceNodeName: boolean;

  /** Knows `shutdown-on-sigterm failover`: the server hands its slots over by itself before it stops. */
  readonly failoverOnSigterm: boolean;

  /** Knows `cluster-databases`: more than one database in a cluster. */
  readonly databases: boolean;
}

/** Everything that differs between engines: where the image is, and what each version has or lacks. */
export interface EngineFamily {
  readonly repository: string;
  /** Where the image that carries modules has them. */
  readonly moduleFolder: string;
  readonly versions: { readonly [version: string]: EngineVersion };
}

const BASE: EngineVersion = { announceNodeName: false, failoverOnSigterm: false, databases: false };
const NODE_NAME: EngineVersion = { ...BASE, announceNodeName: true };
const VALKEY_9: EngineVersion = { ...NODE_NAME, failoverOnSigterm: true, databases: true };

export const ENGINE_FAMILIES: { readonly [family: string]: EngineFamily } = {
  redis: {
    repository: 'redis',
    // https://github.com/redis/docker-library-redis: debian/docker-entrypoint.sh
    moduleFolder: '/usr/local/lib/redis/modules',
    versions: { '7.0': BASE, '7.2': NODE_NAME, '7.4': NODE_NAME, '8.0': NODE_NAME, '8.2': NODE_NAME, '8.4': NODE_NAME, '8.6': NODE_NAME },
  },
  valkey: {
    repository: 'valkey/valkey',
    // https://github.com/valkey-io/valkey-bundle: bundle-docker-entrypoint.sh
    moduleFolder: '/usr/lib/valkey',
    versions: { '8.0': NODE_NAME, '8.1': NODE_NAME, '9.0': VALKEY_9, '9.1': VALKEY_9 },
  },
};

/**
 * What the given version has, looked up by its major and minor number: `8.0.2` and `8.0-alpine` are `8.0`.
 *
 * @throws if the version is not known: validation runs first, so that no user sees this
 */
export function engineVersion(family: string, version: string): EngineVersion {
  const known = ENGINE_FAMILIES[family]?.versions[majorMinor(version)];
  if (!known) throw new Error(`unknown engine version ${family} ${version}`);
  return known;
}

/** `8.0` of `8.0`, `8.0.2`, `8.0-alpine` and `8.0.2-bookworm`. */
export function majorMinor(version: string): string {
  return /^(\d+\.\d+)([.-]|$)/.exec(version)?.[1] ?? version;
}
