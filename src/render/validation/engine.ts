import { ENGINE_FAMILIES, majorMinor } from '../../options/engine-versions';
import { MAX_INT } from './limits';
import { given, rule } from './rule';
import { isDigest, isImage } from './syntax';
import { isWhole } from './units';

const versionsOf = (family: string) => Object.keys(ENGINE_FAMILIES[family].versions);

const version = rule<string>({
  of: ({ engine }) => [engine.version],
  refused: (text, { engine }) => !versionsOf(engine.family).includes(majorMinor(text)),
  what: (_, { engine }) => `version of Engine.${engine.family}`,
  allowed: (_, { engine }) => `one of ${versionsOf(engine.family).join(', ')}, or a tag that begins so`,
  change: 'what a version knows has to be known here, so take one of these and name another image beside it if need be',
});

const tag = rule<string>({
  of: ({ engine }) => [engine.version],
  refused: (text, { engine }) => versionsOf(engine.family).includes(majorMinor(text)) && !isImage(`image:${text}`),
  what: (_, { engine }) => `version of Engine.${engine.family}`,
  allowed: "fit for an image's tag: letters, digits, dots, dashes and underscores, at most 128",
  change: 'take a tag of the official image',
});

const image = rule<string>({
  of: ({ engine }) => given(engine.customImage),
  refused: (text) => !isImage(text),
  what: 'image of the engine',
  allowed: 'an image such as "registry.example.com/redis:8.0"',
  change: 'write registry, name and tag as a container runtime reads them',
});

const pinnedTwice = rule<string>({
  of: ({ engine }) => given(engine.customImage),
  refused: (text, { engine }) => engine.digest !== undefined && text.includes('@'),
  what: 'image of the engine',
  allowed: 'without a digest where digest is given',
  change: 'leave out one of the two',
});

const digest = rule<string>({
  of: ({ engine }) => given(engine.digest),
  refused: (text) => !isDigest(text),
  what: 'digest of the engine',
  allowed: '"sha256:" and 64 hexadecimal digits in lower case',
  change: 'copy it from the registry, or leave it out',
});

const databases = rule<number>({
  of: (settings) => given(settings.databases),
  refused: (count) => !isWhole(count, 1, MAX_INT),
  what: 'databases',
  allowed: `a whole number from 1 to ${MAX_INT}`,
  change: 'take 1 unless an application needs SELECT',
});

const severalDatabases = rule<number>({
  of: (settings) => given(settings.databases),
  refused: (count, { engine }) => count > 1 && ENGINE_FAMILIES[engine.family].versions[majorMinor(engine.version)]?.databases === false,
  what: 'databases',
  allowed: '1 with every engine before Valkey 9',
  change: "a cluster of this engine has one database, so leave it out or take Engine.valkey('9.1')",
});

export const ENGINE = [version, tag, image, pinnedTwice, digest, databases, severalDatabases];
