import { Engine, EngineModules, RedisClusterProps } from '../../../src';
import { Refusal } from './refusals';

const PATH = 'an absolute path without blanks, quotes or ".."';
const FILE = 'name the file as the container sees it, such as "/usr/lib/redis/modules/redisearch.so"';

function says(wrong: string, modules: EngineModules, ...lines: string[]): Refusal {
  return { wrong, props: { modules } as RedisClusterProps, says: lines };
}

export const MODULES: Refusal[] = [
  {
    wrong: 'modules of an image that has none',
    props: { engine: Engine.redis('7.4'), modules: EngineModules.bundled() },
    says: [
      'modules must be none that the image is to carry: redis:7.4 has no modules, got "EngineModules.bundled()": take Redis 8.0 or later, another image beside the version, or EngineModules.files()',
    ],
  },
  {
    wrong: 'modules of an image of Valkey that has none',
    props: { engine: Engine.valkey('9.1.0'), modules: EngineModules.bundled() },
    says: [
      'modules must be none that the image is to carry: valkey/valkey:9.1.0 has no modules, got "EngineModules.bundled()": take another image beside the version, such as { image: "valkey/valkey-bundle:9.1" }, or EngineModules.files()',
    ],
  },
  says(
    'a folder of modules that is none',
    EngineModules.bundled('modules'),
    `the folder of EngineModules.bundled() must be ${PATH}, got "modules": name the folder as the image has it, such as "/usr/lib/redis/modules"`,
  ),
  ...['search.so', '/opt/my modules/a.so', '/opt/../a.so', '/opt/*.so', '/opt/'].map((path) =>
    says(`the module ${path}`, EngineModules.files({ path }), `path of modules[0] must be ${PATH}, got "${path}": ${FILE}`),
  ),
  says(
    'an argument of two lines',
    EngineModules.files({ path: '/opt/a.so', args: ['A', 'B\nport 1'] }),
    'args of modules[0][1] must be on one line, without control characters, got "B\\nport 1": write each word of the arguments as an element of its own',
  ),
  says(
    'a module twice',
    EngineModules.files({ path: '/opt/a.so' }, { path: '/opt/a.so', args: ['A'] }),
    'path of modules[0] must be there once, got "/opt/a.so": the server would not start, so leave out one of them',
    'path of modules[1] must be there once, got "/opt/a.so": the server would not start, so leave out one of them',
  ),
];
