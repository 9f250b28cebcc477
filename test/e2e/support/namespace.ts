import { kubectl } from './kubectl';
import { documents } from './manifests';

const MARK = 'cdk8s-redis-cluster/e2e';

/** A namespace of a test's own, which enforces the `restricted` Pod Security Standard as its users' do. */
export class Namespace {
  constructor(
    readonly name: string,
    private readonly podSecurity = 'restricted',
  ) {}

  /** Makes it; one that an earlier run left behind goes first. One that is somebody else's stays, and the test fails. */
  async make(): Promise<void> {
    await this.remove('--timeout=120s');
    await kubectl(['create', 'namespace', this.name]);
    const level = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=${this.podSecurity}`);
    await kubectl(['label', 'namespace', this.name, `${MARK}=${this.name}`, ...level]);
  }

  /** By its label: nothing is removed that was not made by a test. */
  async remove(how: string): Promise<void> {
    await kubectl(['delete', 'namespace', '--selector', `${MARK}=${this.name}`, how]);
  }

  kubectl(...args: string[]): Promise<string> {
    return kubectl(['--namespace', this.name, ...args]);
  }

  /** Applies a manifest, given as text. */
  apply(manifest: string): Promise<string> {
    return kubectl(['--namespace', this.name, 'apply', '--filename', '-'], manifest);
  }

  /** Creates objects as they are, without the copy in an annotation that `apply` keeps and that large ones have no room for. */
  create(...objects: object[]): Promise<string> {
    return kubectl(['--namespace', this.name, 'create', '--filename', '-'], documents(objects));
  }

  // The JSON of Kubernetes objects, of which each test looks at a few fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async get(...args: string[]): Promise<any> {
    return JSON.parse(await this.kubectl('get', ...args, '--output', 'json'));
  }

  /** Removes objects and waits until they are gone. */
  async removed(...args: string[]): Promise<void> {
    await this.kubectl('delete', ...args, '--ignore-not-found', '--timeout=120s');
  }

  /** Waits until all those objects, named as kubectl takes them, are in a condition. */
  async waitFor(condition: string, seconds: number, ...what: string[]): Promise<void> {
    await this.kubectl('wait', `--for=condition=${condition}`, `--timeout=${seconds}s`, ...what);
  }

  /** What one needs to see when something went wrong: pods, their events, what the Jobs said. */
  async report(): Promise<string> {
    const questions = [
      ['get', 'all,pvc', '--output', 'wide'],
      ['get', 'events', '--sort-by=.metadata.creationTimestamp'],
      ['logs', '--selector', 'app.kubernetes.io/component=formation', '--tail=60', '--prefix', '--ignore-errors'],
      ['logs', '--selector', 'app.kubernetes.io/component=keeper', '--tail=15', '--prefix', '--ignore-errors'],
      ['logs', '--selector', 'app.kubernetes.io/component=node', '--tail=15', '--prefix', '--ignore-errors'],
    ];
    const answers = questions.map(async (question) => `--- kubectl ${question.join(' ')}\n${await this.kubectl(...question).catch(String)}`);
    return (await Promise.all(answers)).join('\n');
  }
}
