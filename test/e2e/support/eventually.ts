/** Waits until the question has an answer, asking twice a second. What it threw or gave last is in the error when time is up. */
export async function eventually<T>(what: string, seconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let last = 'not yet';
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s: ${last}`);
    await sleep(0.5);
  }
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
