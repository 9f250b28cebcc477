import { Namespace } from './namespace';

/** Adds a step to a scenario. */
export type Step = (what: string, act: () => Promise<void>) => void;

/**
 * A story in steps, told in a namespace of its own. When a step fails, what the namespace shows is printed and the steps after it, which build on it, fail at once.
 */
export function scenario(name: string, tell: (namespace: Namespace, step: Step) => void, namespaceName = `e2e-${name}`): void {
  jest.setTimeout(600_000);
  describe(name, () => {
    const namespace = new Namespace(namespaceName);
    let failed = '';

    beforeAll(() =>
      namespace.make().catch((error) => {
        failed = `a namespace of its own: ${error}`;
      }),
    );
    afterAll(() => namespace.remove('--wait=false'));

    tell(namespace, (what, act) =>
      test(what, async () => {
        if (failed) throw new Error(`not tried, because an earlier step failed: ${failed}`);
        try {
          await act();
        } catch (error) {
          failed = what;
          process.stderr.write(`\n${name}: ${what}: ${error}\n${await namespace.report()}\n`);
          throw error;
        }
      }),
    );
  });
}
