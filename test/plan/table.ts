import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHAPE, type Mode, type Shape } from './awk';

/**
 * The table of snapshots: each file of snapshots/ has cases, `=== what is so`, the snapshot in the notation of notation.ts, then for each mode,
 * with other variables where they matter, `--- form shards=4`, the lines that the plan must give. `@remember` lines go in as they are.
 */
export const FOLDER = join(__dirname, 'snapshots');

export interface Expectation {
  readonly head: string;
  readonly mode: Mode;
  readonly shape: Shape;
  /** What an earlier look wanted to be told again. */
  readonly memory: readonly string[];
  readonly lines: readonly string[];
}

export interface Case {
  readonly title: string;
  readonly snapshot: readonly string[];
  readonly expectations: readonly Expectation[];
}

export function read(file: string): Case[] {
  const parts = readFileSync(join(FOLDER, file), 'utf8').split(/^=== /m);
  return parts.slice(1).map((part) => {
    const [head, ...tails] = part.split(/^--- /m);
    const [title, ...snapshot] = nonEmpty(head);
    return { title, snapshot, expectations: tails.map(expectation) };
  });
}

function expectation(text: string): Expectation {
  const [head, ...lines] = nonEmpty(text);
  const [mode, ...settings] = head.split(' ');
  const shape = { ...SHAPE, ...Object.fromEntries(settings.map((setting) => setting.split('='))) } as Shape;
  const isMemory = (line: string): boolean => line.startsWith('@remember ');
  return { head, mode: mode as Mode, shape, memory: lines.filter(isMemory), lines: lines.filter((line) => !isMemory(line)) };
}

function nonEmpty(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Writes a file anew with what the plan gives now, for a person to read the difference. */
export function write(file: string, cases: readonly Case[], answer: (one: Case, expectation: Expectation) => string): void {
  const texts = cases.map((one) => {
    const tails = one.expectations.map((wanted) => [`--- ${wanted.head}`, ...wanted.memory, answer(one, wanted)].join('\n'));
    return `${[`=== ${one.title}`, ...one.snapshot, ...tails].join('\n')}\n`;
  });
  writeFileSync(join(FOLDER, file), texts.join('\n'));
}
