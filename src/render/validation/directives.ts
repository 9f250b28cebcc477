import { directivesOf } from '../../options/engine-directives';
import { majorMinor } from '../../options/engine-versions';
import { hasModules } from '../modules';
import { Settings } from '../settings';
import { OWNED_DIRECTIVES } from './owned-directives';
import { rule } from './rule';
import { show } from './show';
import { isOneLine } from './syntax';

interface Directive {
  readonly name: string;
  readonly value: string;
}

const directives = (settings: Settings): Directive[] => Object.entries(settings.directives).map(([name, value]) => ({ name, value }));

/** The engine reads names in any case. */
const owned = ({ name }: Directive) => OWNED_DIRECTIVES.get(name.toLowerCase());

/** What the engine knows; nothing where the version is not known, which is a problem of its own. */
const known = ({ engine }: Settings) => directivesOf(engine.family, majorMinor(engine.version));

const ownedDirective = rule<Directive>({
  of: directives,
  refused: (directive) => owned(directive) !== undefined,
  what: 'a key of directives',
  allowed: 'none that the cluster depends on',
  got: ({ name }) => name,
  change: (directive) => owned(directive)!,
});

/** With a module loaded the directives of that module are known as well, whatever they are. */
const unknownDirective = rule<Directive>({
  of: directives,
  refused: (directive, settings) => owned(directive) === undefined && !hasModules(settings) && known(settings)?.has(directive.name) === false,
  what: 'a key of directives',
  allowed: (_, { engine }) => `a directive that ${engine.family} ${majorMinor(engine.version)} knows, in lower case`,
  got: ({ name }) => name,
  change: ({ name }, settings) => {
    const similar = [...known(settings)!].find((other) => letters(other) === letters(name) && !OWNED_DIRECTIVES.has(other));
    return similar ? `did you mean ${show(similar)}` : 'the server would not start, so correct or remove it';
  },
});

const letters = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const nameSyntax = rule<Directive>({
  of: directives,
  refused: (directive, settings) => owned(directive) === undefined && hasModules(settings) && !/^[\w.-]+$/.test(directive.name),
  what: 'a key of directives',
  allowed: 'letters, digits, "-", "_" and "."',
  got: ({ name }) => name,
  change: 'write the name alone, and its arguments as the value',
});

const emptyValue = rule<Directive>({
  of: directives,
  refused: ({ value }) => value.trim() === '',
  what: ({ name }) => `directives[${show(name)}]`,
  allowed: 'at least one word',
  got: ({ value }) => value,
  change: 'write "\\"\\"" for an empty value, or leave the directive out',
});

const oneLine = rule<Directive>({
  of: directives,
  refused: ({ value }) => !isOneLine(value),
  what: ({ name }) => `directives[${show(name)}]`,
  allowed: 'on one line, without control characters',
  got: ({ value }) => value,
  change: 'a directive is one line of redis.conf, so write one directive each',
});

const quotes = rule<Directive>({
  of: directives,
  refused: ({ value }) => isOneLine(value) && value.trim() !== '' && wordCount(value) === undefined,
  what: ({ name }) => `directives[${show(name)}]`,
  allowed: 'quoted as the engine reads it: closing quotes, with a blank or nothing behind them',
  got: ({ value }) => value,
  change: 'close the quotes, or put a backslash before quotes within them',
});

/** Those that take more than one word: asked of servers from 7.0 to 9.1. */
const MANY_WORDS = [
  'client-output-buffer-limit',
  'cluster-slot-stats-enabled',
  'latency-tracking-info-percentiles',
  'oom-score-adj-values',
  'rdma-bind',
];

const oneWord = rule<Directive>({
  of: directives,
  refused: (directive, settings) =>
    owned(directive) === undefined &&
    known(settings)?.has(directive.name) === true &&
    !MANY_WORDS.includes(directive.name) &&
    isOneLine(directive.value) &&
    (wordCount(directive.value) ?? 0) > 1,
  what: ({ name }) => `directives[${show(name)}]`,
  allowed: 'one word, or quoted',
  got: ({ value }) => value,
  change: ({ value }) => `the server would not start, so write ${show(JSON.stringify(value.trim()))} where the blanks belong to the value`,
});

/** A word as the engine splits lines: bare, or ending in double quotes (with escapes) or in single quotes (with only \' escaped). Quotes end a word. */
const WORD = /[ \t]*(?:[^ \t"']*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\'|\\(?!'))*')|[^ \t"']+)(?=[ \t]|$)/gy;

/** How many words the engine sees, or nothing where it refuses the quotes. */
function wordCount(value: string): number | undefined {
  const text = value.trim();
  const words = text.match(WORD) ?? [];
  return words.join('').length === text.length ? words.length : undefined;
}

export const DIRECTIVES = [ownedDirective, unknownDirective, nameSyntax, emptyValue, oneLine, quotes, oneWord];
