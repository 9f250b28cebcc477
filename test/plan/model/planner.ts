import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variables, type Mode, type Shape } from '../awk';

const END = '@@end';
/** A shell that starts awks is many times cheaper than starting them from Node. */
const LOOP = `set -f; while read -r line; do set -- $line; file=$1; shift; $AWK "$@" "$PLAN" "$file" 2>&1; echo; echo ${END}; done`;

interface Worker {
  readonly shell: ChildProcessWithoutNullStreams;
  readonly file: string;
  output: string;
  answer?: (text: string) => void;
}

/** Runs a plan's text on snapshots, a few at a time. */
export class Planner {
  private readonly folder = mkdtempSync(join(tmpdir(), 'plan-'));
  private readonly idle: Worker[] = [];
  private readonly waiting: ((worker: Worker) => void)[] = [];
  private readonly all: Worker[] = [];
  count = 0;

  /** With fewer slots than the engine's 16384 the plan is the same and its loops over slots are short. */
  constructor(text: string, slots: number, awk: string[] = ['mawk'], workers = 2) {
    if (!text.includes('16384') || !text.includes('16383'))
      throw new Error('the plan names the number of slots in another way than the model replaces');
    const plan = text.replaceAll('16384', `${slots}`).replaceAll('16383', `${slots - 1}`);
    for (let i = 0; i < workers; i++) {
      const shell = spawn('sh', ['-c', LOOP], { env: { ...process.env, PLAN: plan, AWK: awk.join(' ') } });
      const worker: Worker = { shell, file: join(this.folder, `${i}`), output: '' };
      shell.stdout.setEncoding('utf8').on('data', (chunk: string) => this.hear(worker, chunk));
      this.all.push(worker);
      this.idle.push(worker);
    }
  }

  async plan(shape: Shape, snapshot: string, mode: Mode, now: number): Promise<string[]> {
    const worker = this.idle.pop() ?? (await new Promise<Worker>((resolve) => this.waiting.push(resolve)));
    writeFileSync(worker.file, snapshot);
    const text = await new Promise<string>((resolve) => {
      worker.answer = resolve;
      worker.shell.stdin.write(`${worker.file} ${variables(shape, mode, now).join(' ')}\n`);
    });
    this.count++;
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(worker);
    else next(worker);
    return text.split('\n').filter((line) => line !== '');
  }

  close(): void {
    for (const { shell } of this.all) shell.stdin.end();
    rmSync(this.folder, { recursive: true });
  }

  private hear(worker: Worker, chunk: string): void {
    worker.output += chunk;
    if (!worker.output.endsWith(`${END}\n`)) return;
    const text = worker.output.slice(0, -END.length - 1);
    worker.output = '';
    worker.answer?.(text);
  }
}
