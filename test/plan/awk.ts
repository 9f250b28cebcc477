import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every awk that the images of the supported engines, of Ubuntu or of a user may bring. */
export const AWKS: Record<string, string[]> = {
  mawk: ['mawk'],
  gawk: ['gawk'],
  // gawk 5.2 frees twice what nothing has set and is passed on; glibc notices that always when it is asked to.
  'gawk --posix': ['env', 'LD_PRELOAD=libc_malloc_debug.so.0', 'MALLOC_CHECK_=3', 'gawk', '--posix'],
  'busybox awk': ['busybox', 'awk'],
};

/** What the manager tells the plan about the wanted shape: the variables of `decide` in manage.sh. */
export interface Shape {
  readonly shards: number;
  readonly replicas: number;
  readonly port: number;
  /** The wanted node timeout in ms, '' to leave it alone. */
  readonly wanted: number | '';
  /** 'yes' when every server announces its host name. */
  readonly strict: 'yes' | 'no';
  readonly lossPolicy: 'manual' | 'recreateEmpty';
  readonly quorumPolicy: 'wait' | 'takeOver';
  /** Seconds. */
  readonly takeOverAfter: number;
  /** 'yes' when replicas may change places between shards. */
  readonly swaps: 'yes' | 'no';
}

export const SHAPE: Shape = {
  ...{ shards: 3, replicas: 1, port: 6379, wanted: 5000, strict: 'yes' },
  ...{ lossPolicy: 'manual', quorumPolicy: 'wait', takeOverAfter: 60, swaps: 'no' },
};

/** form: the Job. keep: the keeper. table: the report for people. */
export type Mode = 'form' | 'keep' | 'table';

export const MANAGER = join(__dirname, '../../src/scripts/manager');

/** The whole program, put together as manage.sh does. */
export function planText(): string {
  const folder = join(MANAGER, 'plan');
  const files = readdirSync(folder).filter((file) => file.endsWith('.awk'));
  return files
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
}

/** @param now seconds */
export function variables(shape: Shape, mode: Mode, now: number): string[] {
  return Object.entries({ mode, now, ...shape }).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
}

/** One run of one awk. Throws when the awk complains. */
export function runPlan(awk: string[], text: string, shape: Shape, snapshot: string, mode: Mode, now = 1000): string {
  const { stdout, stderr, status } = spawnSync(awk[0], [...awk.slice(1), ...variables(shape, mode, now), text], {
    input: snapshot,
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`${awk.join(' ')} exited with ${status}: ${stderr}`);
  return stdout;
}
