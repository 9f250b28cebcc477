import type { Shape } from '../awk';
import type { Server } from './server';
import { Violation } from './violation';
import type { Watch } from './watch';
import type { World } from './world';

/** What has been so for as long is known to every look whose commands are still under way. */
export const KNOWN_TO_ALL = 4000;
/** Calm that a handover for the sake of spread waits for; a little less, as it is counted in looks. */
export const CALM = 55_000;

/** When a replica may be told to take over (safety rules 2 and 7). */
export class FailoverRules {
  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly family: string,
    private readonly shape: Shape,
    private readonly watch: Watch,
  ) {}

  judge(manager: string, server: Server, how: string | undefined, command: string): void {
    const master = server.self.primary;
    if (master === undefined) return;
    if (how === 'FORCE') this.judgeForced(manager, server, master, command);
    else if (how === 'TAKEOVER') this.judgeTakeover(master, command);
    else this.require(this.watch.lastedStill() >= CALM, 'restless', `${command}: something changed ${this.watch.lastedStill()} ms ago`);
  }

  /** A manager that starts anew does not know what its predecessor did. */
  forgetAttempts(manager: string): void {
    for (const key of this.attempts.keys()) if (key.startsWith(`${manager} `)) this.attempts.delete(key);
  }

  private require(holds: boolean, rule: string, text: string): void {
    if (!holds) throw new Violation(rule, text);
  }

  private judgeForced(manager: string, server: Server, master: string, command: string): void {
    const loading = this.world.servers().some((other) => other.id === master && other.loading);
    this.require(this.watch.lasted(`answers ${master}`) < KNOWN_TO_ALL, 'failover-answers', `${command}: the master answers the manager`);
    this.require(this.watch.lasted(`hears ${server.id}`) < KNOWN_TO_ALL, 'failover-heard', `${command}: the replica hears its master`);
    this.require(loading || this.watch.lasted(`sound ${master}`) < KNOWN_TO_ALL, 'failover-majority', `${command}: most masters hear the master`);
    const better = this.world.servers().find((other) => other.self.primary === master && this.isBetter(other, server));
    this.require(better === undefined, 'failover-best', `${command}: ${better?.identity.hostName} has more`);
    const strange = [...server.data].find((write) => server.owners[server.slotOf(write)] !== master);
    this.require(strange === undefined, 'failover-data', `${command}: the replica holds what was never its master's`);
    const rest = this.world.now - server.electedAt;
    this.require(
      !this.world.engine.countsOldVotes || rest >= 4 * server.timeout - 1000,
      'failover-rested',
      `${command}: the same process was elected ${rest} ms ago, and its old votes count`,
    );
    const key = `${manager} ${master}`;
    const before = this.attempts.get(key) ?? -Infinity;
    const patience = this.shape.wanted === '' ? 0 : this.shape.wanted * 2;
    this.require(this.world.now - before >= patience - 1000, 'failover-again', `${command}: tried ${this.world.now - before} ms ago`);
    this.attempts.set(key, this.world.now);
  }

  /** A replica that claims less than its master has must not be elected before it claims all again. */
  judgeClaim(server: Server, target: string, command: string): void {
    const behind = server.peers.get(target);
    this.require(server.self.primary === target && behind !== undefined, 'claim', `${command}: the server is no replica of that master`);
    const voters = this.world.identities(this.family).filter((other) => other.isMaster && other.ownsSlots(other.id) && other.id !== target);
    const granting = voters.filter((other) => (other.peers.get(target)?.configEpoch ?? 0) <= (behind?.configEpoch ?? 0));
    const caughtUp = behind !== undefined && voters.every((other) => (other.peers.get(target)?.configEpoch ?? 0) <= behind.configEpoch);
    this.require(caughtUp || granting.length * 2 <= this.shape.shards, 'claim', `${command}: a majority would elect it`);
  }

  /** A new epoch without a vote is for a master in whose place all others see somebody who is away. */
  judgeBump(server: Server, command: string): void {
    const slot = server.owners.indexOf(server.id);
    const voters = this.world.identities(this.family).filter((other) => other !== server && other.isMaster && other.ownsSlots(other.id));
    const lasting = voters.filter((other) => this.watch.lasted(`answers ${other.id}`) > KNOWN_TO_ALL);
    this.require(server.isMaster && slot >= 0, 'bump', `${command}: the server is no master`);
    const believer = lasting.find((other) => other.owners[slot] === server.id);
    this.require(believer === undefined, 'bump', `${command}: ${believer?.identity.hostName} believes it already`);
    const former = lasting[0]?.owners[slot] ?? '';
    this.require(this.watch.lasted(`answers ${former}`) < KNOWN_TO_ALL, 'bump', `${command}: the former master answers`);
  }

  private isBetter(other: Server, chosen: Server): boolean {
    return (
      this.watch.lasted(`answers ${other.id}`) > KNOWN_TO_ALL &&
      other.offset > chosen.offset &&
      [...chosen.data].every((write) => other.data.has(write))
    );
  }

  /** Without leave only for a master that does not exist any more, and where no majority of masters can hold a vote. */
  private judgeTakeover(master: string, command: string): void {
    const owners = this.world.identities(this.family).filter((server) => server.isMaster && server.ownsSlots(server.id));
    if (this.shape.quorumPolicy !== 'takeOver') {
      this.require(!owners.some((server) => server.id === master), 'takeover', `${command} without leave`);
      this.require(this.watch.lasted('quorum') < KNOWN_TO_ALL, 'takeover', `${command}: a majority of the masters can vote`);
    }
    // Who has taken over a moment ago, by another command of the same look, is none that could have voted.
    const lasting = owners.filter((server) => this.watch.lasted(`leads ${server.id}`) > KNOWN_TO_ALL);
    const heard = lasting.filter((server) => this.watch.lasted(`answers ${server.id}`) > KNOWN_TO_ALL);
    this.require(heard.length * 2 <= this.shape.shards, 'takeover', `${command}: ${heard.length} of ${this.shape.shards} masters answer`);
  }
}
