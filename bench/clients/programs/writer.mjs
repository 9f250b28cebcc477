// What every client of the bench does, whatever library it is. The first line of its standard input says where to write and what (JSON):
//   { hosts, port, keys, pace, limit, documented }
// One key after the other is written, one each `pace` milliseconds, each write in a task of its own. For each there is a line on standard output once it has ended,
// or has not within `limit` milliseconds: [number, begun, ended, "ok" | "hung" | the error's text], times in milliseconds. The end of standard input is the end.
// The programs in Python and Go do the same.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN = 500; // ms

/** `connect` makes a client of a plan, and returns how it writes. */
export async function main(connect) {
  const input = createInterface({ input: process.stdin });
  let goesOn = true;
  input.once('close', () => (goesOn = false));
  const plan = JSON.parse(await new Promise((resolve) => input.once('line', resolve)));
  const write = await connected(connect, plan);
  const open = new Set();
  for (let number = 0, due = Date.now(); goesOn; number++) {
    const ending = tell(() => write(plan.keys[number % plan.keys.length]), number, plan.limit).finally(() => open.delete(ending));
    open.add(ending);
    due += plan.pace;
    await sleep(Math.max(0, due - Date.now()));
  }
  await Promise.all(open);
  process.exit();
}

/** Some clients do not begin where nobody answers within their time-out, and would end the application. How they begin is not what is measured. */
async function connected(connect, plan) {
  for (;;) {
    try {
      return await connect(plan);
    } catch (error) {
      console.error(error.message);
      await sleep(AGAIN);
    }
  }
}

async function tell(write, number, limit) {
  const begun = Date.now();
  const timer = new AbortController();
  const late = sleep(limit, 'hung', { signal: timer.signal });
  const ended = write().then(
    () => 'ok',
    // Some errors have no text but a name.
    (error) => `${error.name}: ${error.message}`,
  );
  const result = await Promise.race([ended, late]);
  timer.abort();
  process.stdout.write(`${JSON.stringify([number, begun, Date.now(), result])}\n`);
}
