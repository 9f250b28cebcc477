import { parseArgs } from 'node:util';
import { diff } from './diff';
import { needsPerson } from './diff/finding';
import { asJson, asText } from './diff/report';
import { readManifests, Unreadable } from './manifests';

/** What a command leaves: its result, what it complains of, and what it says to the shell. */
export interface Outcome {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: number;
}

/** What CI acts on. */
export enum ExitCode {
  /** Nothing needs a person. */
  FINE = 0,
  /** Something does. */
  NEEDS_PERSON = 1,
  /** Wrong usage, or input that cannot be read: nothing was judged. */
  UNUSABLE = 2,
}

export const USAGE = `Usage: cdk8s-redis-cluster diff [--json] OLD NEW

Says what applying NEW will do where OLD is applied now: what restarts, what the API server refuses and how to do it instead, what
the API server takes and the data does not.

OLD, NEW  a file of manifests, a folder of .yaml, .yml and .json files, or - for standard input
--json    the same for programs

Exit codes: ${ExitCode.FINE} nothing needs a person, ${ExitCode.NEEDS_PERSON} something does, ${ExitCode.UNUSABLE} wrong usage or unreadable input
`;

/**
 * Runs the command line.
 *
 * @param args what stands behind the program's name
 */
export function run(args: string[]): Outcome {
  try {
    return runDiff(args);
  } catch (error) {
    if (error instanceof Unreadable) return unusable(`${error.message}\n`);
    if (isUsageError(error)) return unusable(`${error.message}\n\n${USAGE}`);
    throw error;
  }
}

function runDiff(args: string[]): Outcome {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return { output: USAGE, errors: '', exitCode: ExitCode.FINE };

  const [command, old, now, ...others] = positionals;
  if (command !== 'diff' || old === undefined || now === undefined || others.length > 0) return unusable(USAGE);
  if (old === '-' && now === '-') return unusable('only one of OLD and NEW can be standard input\n');

  const findings = diff(readManifests(old), readManifests(now));
  return {
    output: values.json ? asJson(findings) : asText(findings),
    errors: '',
    exitCode: findings.some(needsPerson) ? ExitCode.NEEDS_PERSON : ExitCode.FINE,
  };
}

/** What `parseArgs` throws. */
function isUsageError(error: unknown): error is Error {
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}

function unusable(errors: string): Outcome {
  return { output: '', errors, exitCode: ExitCode.UNUSABLE };
}
