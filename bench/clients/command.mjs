// Programs on this machine: each ends within its time, and what it said is in the error.
import { execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Map(); // each program that runs, and the promise of its end

/** Runs a program and returns its standard output. */
export function run(program, args, { seconds = 60, input = '', ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { maxBuffer: 1 << 26, timeout: seconds * 1000, killSignal: 'SIGKILL', ...options },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else reject(new Error(`${program} ${args.join(' ')}: ${error.killed ? `not within ${seconds} s ` : ''}${(stderr || error.message).trim()}`));
      },
    );
    running.set(
      child,
      new Promise((end) => child.once('close', end)).finally(() => running.delete(child)),
    );
    // One that does not read what it is given says why by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Asks all that run to end, as Ctrl-C does, and waits a moment: none may write where somebody removes things. */
export async function endAll() {
  for (const child of running.keys()) child.kill('SIGINT');
  await Promise.race([Promise.all(running.values()), sleep(10_000, undefined, { ref: false })]);
}

/** Whether a program is there, and does what is asked of it. */
export function works(program, ...args) {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

/** What one program writes, another one reads. */
export async function pipe(from, to, seconds) {
  const writer = spawn(from[0], from.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const reader = spawn(to[0], to.slice(1), { stdio: ['pipe', 'ignore', 'inherit'] });
  reader.stdin.on('error', () => {});
  writer.stdout.pipe(reader.stdin);
  const timer = setTimeout(() => [writer, reader].forEach((child) => child.kill('SIGKILL')), seconds * 1000);
  const codes = await Promise.all([writer, reader].map((child) => new Promise((resolve) => child.on('close', resolve).on('error', resolve))));
  clearTimeout(timer);
  if (codes.some((code) => code !== 0)) throw new Error(`${from.join(' ')} | ${to.join(' ')}: ${codes.join(' and ')}`);
}
