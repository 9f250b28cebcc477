import { ENGINE_FAMILIES, majorMinor } from '../../options/engine-versions';
import { elements, given, Named, rule } from './rule';
import { isAbsolutePath, isOneLine } from './syntax';
import { Settings } from '../settings';

/** Redis has some from 8 on; Valkey's are in an image of another name. */
const hasBundle = ({ engine }: Settings) =>
  engine.customImage !== undefined || (engine.family === 'redis' && Number.parseInt(majorMinor(engine.version), 10) >= 8);

const noBundle = rule<string>({
  of: ({ modules }) => (modules.fromImage && modules.folder === undefined ? ['EngineModules.bundled()'] : []),
  refused: (_, settings) => !hasBundle(settings),
  what: 'modules',
  allowed: (_, { engine }) => `none that the image is to carry: ${ENGINE_FAMILIES[engine.family].repository}:${engine.version} has no modules`,
  change: (_, { engine }) =>
    engine.family === 'valkey'
      ? `take another image beside the version, such as { image: "valkey/valkey-bundle:${majorMinor(engine.version)}" }, or EngineModules.files()`
      : 'take Redis 8.0 or later, another image beside the version, or EngineModules.files()',
});

const folder = rule<string>({
  of: ({ modules }) => given(modules.folder),
  refused: (path) => !isPath(path),
  what: 'the folder of EngineModules.bundled()',
  allowed: 'an absolute path without blanks, quotes or ".."',
  change: 'name the folder as the image has it, such as "/usr/lib/redis/modules"',
});

const files = ({ modules }: Settings) => elements('modules', modules.modules);

const path = rule<Named<{ readonly path: string }>>({
  of: files,
  refused: ({ value }) => !isPath(value.path) || value.path.endsWith('/'),
  what: ({ what }) => `path of ${what}`,
  allowed: 'an absolute path without blanks, quotes or ".."',
  got: ({ value }) => value.path,
  change: 'name the file as the container sees it, such as "/usr/lib/redis/modules/redisearch.so"',
});

const argument = rule<Named<string>>({
  of: (settings) => files(settings).flatMap(({ what, value }) => elements(`args of ${what}`, value.args ?? [])),
  refused: ({ value }) => !isOneLine(value),
  what: ({ what }) => what,
  allowed: 'on one line, without control characters',
  got: ({ value }) => value,
  change: 'write each word of the arguments as an element of its own',
});

const twice = rule<Named<{ readonly path: string }>>({
  of: files,
  refused: ({ value }, { modules }) => modules.modules.filter((other) => other.path === value.path).length > 1,
  what: ({ what }) => `path of ${what}`,
  allowed: 'there once',
  got: ({ value }) => value.path,
  change: 'the server would not start, so leave out one of them',
});

export const MODULES = [noBundle, folder, path, argument, twice];

/** It stands in redis.conf, or among the server's arguments, as one word. */
function isPath(text: string): boolean {
  return isAbsolutePath(text) && !/[\s"'\\*?[\]]/.test(text);
}
