import type { Mode, Shape } from '../awk';
import { execute } from './commands';
import { names, observe, zones } from './observe';
import type { Planner } from './planner';
import type { Safety } from './safety';
import type { Pod, World } from './world';

interface Command {
  readonly address: string;
  readonly text: string;
}

/** The loop of manage.sh: observe, plan, act. It can be slow, die and start again at any point. */
export class Manager {
  wakeAt: number;
  /** The plan's last line, of the look that began at `lookedAt`. */
  verdict = '';
  lookedAt = 0;
  /** How many looks in a row gave this verdict without any command. */
  settled = 0;
  refusals = 0;
  /** What the plan asked to be told again: lost with the process. */
  private memory: string[] = [];
  private beganAt = 0;
  private blocks: string[] = [];
  private queues: Command[][] = [];
  /** What is said a moment after all of that. */
  private later: Command[][][] = [];

  constructor(
    readonly name: string,
    readonly mode: Mode,
    private readonly world: World,
    private readonly pods: readonly Pod[],
    private readonly shape: Shape,
    private readonly planner: Planner,
    private readonly safety: Safety,
  ) {
    this.wakeAt = world.now + world.random.between(0, 2000);
  }

  async proceed(): Promise<void> {
    if (this.queues.length > 0) this.act();
    else await this.look();
  }

  /** The process dies and another takes its place. */
  crash(): void {
    this.world.note(`${this.name} dies`);
    this.blocks = [];
    this.queues = [];
    this.later = [];
    this.memory = [];
    this.safety.failovers.forgetAttempts(this.name);
    Object.assign(this, { verdict: '', settled: 0, refusals: 0 });
    this.wakeAt = this.world.now + this.world.random.between(100, 5000);
  }

  /** All nodes at once, or some later than others. */
  private async look(): Promise<void> {
    const { random } = this.world;
    if (this.blocks.length === 0) this.beganAt = this.world.now;
    while (this.blocks.length < this.pods.length) {
      this.blocks.push(observe(this.world, this.pods[this.blocks.length]));
      if (random.chance(0.05)) return;
    }
    const snapshot = [...this.memory, zones(this.world), names(this.pods), ...this.blocks].join('');
    this.blocks = [];
    const lines = await this.planner.plan(this.shape, snapshot, this.mode, Math.floor(this.world.now / 1000));
    this.digest(snapshot, lines);
  }

  private digest(snapshot: string, lines: readonly string[]): void {
    const last = lines.at(-1) ?? '';
    if (!/^(done|waiting |absent |refused )/.test(last)) throw new Error(`the plan gave no verdict: ${lines.join('\n')}`);
    this.memory = lines.filter((line) => line.startsWith('remember ')).map((line) => `@${line}\n`);
    const commands = lines.filter((line) => /^(do|then|last) /.test(line));
    if (last !== this.verdict) this.world.note(`${this.name}: ${last}`);
    for (const line of lines) if (line.startsWith('say ')) this.world.note(`${this.name}: ${line}`);
    this.settled = last.split(' ')[0] === this.verdict.split(' ')[0] && commands.length === 0 ? this.settled + 1 : 1;
    this.refusals = last.startsWith('refused ') ? this.refusals + 1 : 0;
    this.verdict = last;
    this.lookedAt = this.beganAt;
    this.safety.judgePlan(snapshot, lines);
    this.queues = this.queued(commands.filter((line) => line.startsWith('do ')));
    this.later = ['then ', 'last '].map((word) => this.queued(commands.filter((line) => line.startsWith(word))));
    if (this.queues.length === 0) this.pause();
  }

  private queued(lines: readonly string[]): Command[][] {
    const byAddress = new Map<string, Command[]>();
    for (const line of lines) {
      const [, , address] = line.split(' ', 3);
      const text = line.split(' ').slice(3).join(' ');
      byAddress.set(address, [...(byAddress.get(address) ?? []), { address, text }]);
    }
    return [...byAddress.values()];
  }

  /** The nodes side by side, each its commands in order. */
  private act(): void {
    const { random } = this.world;
    while (this.queues.length > 0) {
      const queue = random.pick(this.queues);
      this.run(queue.shift() as Command);
      this.queues = this.queues.filter((commands) => commands.length > 0);
      if (random.chance(0.04)) return;
    }
    this.pause();
  }

  private run({ address, text }: Command): void {
    const server = this.world.reach(address);
    if (server === undefined) return;
    const pod = server.identity.hostName.split('.')[0];
    this.world.note(`${this.name}: ${pod} ${address} ${text}`);
    this.safety.judgeCommand(this.name, this.mode, server, text);
    const answer = execute(server, text).trim();
    if (answer !== 'OK') this.world.note(`${this.name}: ${pod} answers ${answer}`);
  }

  private pause(): void {
    while (this.queues.length === 0 && this.later.length > 0) this.queues = this.later.shift() ?? [];
    if (this.queues.length > 0) this.wakeAt = this.world.now + 500;
    else this.wakeAt = this.world.now + this.world.random.pick([200, 500, 1000, 2000]);
  }
}
