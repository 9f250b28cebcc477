import { ENGINE_FAMILIES, majorMinor } from '../../options/engine-versions';

/** What an image runs, as far as its name says. */
export interface EngineOfImage {
  readonly family: string;

  /** Major and minor version. */
  readonly version: readonly [major: number, minor: number];
}

/**
 * The engine and version that an image's name and tag say: `registry.example.com/valkey/valkey:9.1-alpine@sha256:...` is Valkey 9.1.
 *
 * @returns nothing where they do not say it
 */
export function engineOf(image: string): EngineOfImage | undefined {
  const [, name, tag] = /^(?:.*\/)?([^/:@]+):([^/:@]+)(?:@[^@]*)?$/.exec(image) ?? [];
  const family = Object.keys(ENGINE_FAMILIES).find((each) => name?.includes(each));
  const [major, minor, ...others] = majorMinor(tag ?? '')
    .split('.')
    .map(Number);
  if (family === undefined || minor === undefined || Number.isNaN(major + minor) || others.length > 0) return undefined;
  return { family, version: [major, minor] };
}

/** Negative where the first is older than the second. */
export function compareVersions([major, minor]: EngineOfImage['version'], [otherMajor, otherMinor]: EngineOfImage['version']): number {
  return major - otherMajor || minor - otherMinor;
}
