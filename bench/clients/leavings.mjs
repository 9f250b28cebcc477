// What a run leaves behind unless it is undone: at its end, after an error and after Ctrl-C alike.
import { endAll } from './command.mjs';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

export class Leavings {
  constructor() {
    /** Each step, and once it is being taken the promise of that. */
    this.steps = new Map();
    for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => void this.interrupt(signal, code));
    process.on('uncaughtException', (error) => void this.interrupt(error.stack, 1));
  }

  /** From now on this step has to be taken. Returns how to take it early. */
  add(step) {
    // What was under way when the signal came does not begin anything new.
    if (this.interrupted) throw new Error('interrupted');
    this.steps.set(step, undefined);
    return () => this.take(step);
  }

  /** Once, whoever asks: what breaks off after a signal asks as well. */
  async take(step) {
    if (!this.steps.has(step)) return;
    const taken = this.steps.get(step) ?? step();
    this.steps.set(step, taken);
    await taken.finally(() => this.steps.delete(step));
  }

  /** The last one first. One that fails does not keep the others. */
  async clear() {
    for (const step of [...this.steps.keys()].reverse()) await this.take(step).catch((error) => console.error(error.message));
  }

  async interrupt(reason, code) {
    // A second Ctrl-C changes nothing: it may be the same one, passed on by npm.
    if (this.interrupted) return;
    this.interrupted = true;
    console.error(`${reason}: removes what it has made`);
    // Nothing is to be made any more while it is removed.
    await endAll();
    await this.clear();
    process.exit(code);
  }
}
