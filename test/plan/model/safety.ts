import type { Mode, Shape } from '../awk';
import { CALM, FailoverRules, KNOWN_TO_ALL } from './failover-rules';
import { isNarrow } from './places';
import type { Server } from './server';
import { Violation } from './violation';
import { Watch } from './watch';
import type { World } from './world';

/** The safety rules, judged with what only the model knows: who is truly who, and where every write is. */
export class Safety {
  /** Families that know strangers from the beginning: gossip spreads that without a command. */
  private readonly mixed: Set<string>;
  private readonly watch: Watch;
  readonly failovers: FailoverRules;

  constructor(
    private readonly world: World,
    private readonly family: string,
    private readonly shape: Shape,
    private readonly hosts: ReadonlySet<string>,
    private readonly slotsFirst: boolean,
  ) {
    this.watch = new Watch(world, family, shape.shards);
    this.failovers = new FailoverRules(world, family, shape, this.watch);
    this.mixed = new Set(
      world
        .servers()
        .filter((server) => this.knowsForeigners(server))
        .map((server) => server.identity.family),
    );
  }

  /** A MEET goes to an address that the server there reports of itself, under the name that was asked for. */
  judgePlan(snapshot: string, lines: readonly string[]): void {
    const reported = new Set<string>();
    let host = '';
    for (const line of snapshot.split('\n')) {
      const words = line.split(' ');
      if (words[0] === '@node') host = words[3];
      if (!/^[0-9a-f]{40}$/.test(words[0]) || !words[2].includes('myself')) continue;
      const [address, name] = words[1].split(',');
      if (name === host || (this.shape.strict === 'no' && name === undefined)) reported.add(address.replace(/:\d+@\d+$/, ''));
    }
    for (const line of lines) {
      const words = line.split(' ');
      if (!['do', 'then', 'last'].includes(words[0])) continue;
      this.require(reported.has(words[2]), 'touch', `${line}: nobody reports this address as its own under the name that was asked for`);
      if (words[4] === 'MEET') this.require(reported.has(words[5]), 'meet', `${line}: nobody reports this address as its own`);
    }
  }

  /** Before a command runs on the server that is really there. */
  judgeCommand(manager: string, mode: Mode, server: Server, command: string): void {
    this.judgeTouch(server, command);
    const words = command.split(' ');
    switch (words.slice(0, 2).join(' ')) {
      case 'CLUSTER MEET':
        return this.judgeMeet(words[2], command);
      case 'CLUSTER ADDSLOTSRANGE':
        this.require(mode === 'form' || this.shape.lossPolicy === 'recreateEmpty', 'anew', `${command} by the keeper, without leave to begin anew`);
        return this.judgeSlots(server, Number(words[2]), Number(words[3]), command);
      case 'CLUSTER BUMPEPOCH':
        return this.failovers.judgeBump(server, command);
      case 'CLUSTER SET-CONFIG-EPOCH':
        return; // The engine takes it for a node alone that knows nobody and has none, and settles it where two have the same.
      case 'CLUSTER REPLICATE':
        return this.judgeReplicate(server, words[2], command);
      case 'CLUSTER FORGET':
        return this.judgeForget(words[2], command);
      case 'EVAL "local':
        return this.failovers.judgeClaim(server, words[words.length - 3], command);
      case 'CLUSTER FAILOVER':
        return this.failovers.judge(manager, server, words[2], command);
      case 'CONFIG SET':
        return this.judgeSetting(server, words[2], words[3], command);
      default:
        throw new Violation('never', `${command} is nothing that automation does`);
    }
  }

  /** Every tick: what no sequence of commands may bring about. */
  judgeWorld(): void {
    this.watch.tick();
    for (const server of this.world.servers()) {
      if (this.mixed.has(server.identity.family) || !this.knowsForeigners(server)) continue;
      throw new Violation('merge', `${this.nameOf(server)} of ${server.identity.family} now knows nodes of another cluster`);
    }
  }

  private require(holds: boolean, rule: string, text: string): void {
    if (!holds) throw new Violation(rule, text);
  }

  private knowsForeigners(server: Server): boolean {
    return [...server.peers.keys()].some((id) => (this.world.families.get(id) ?? server.identity.family) !== server.identity.family);
  }

  private nameOf(server: Server): string {
    return server.identity.hostName.split('.')[0];
  }

  private isForeign(server: Server): boolean {
    return server.identity.family !== this.family || this.knowsForeigners(server);
  }

  private judgeTouch(server: Server, command: string): void {
    this.require(
      !this.isForeign(server),
      'foreign',
      `${command} on ${this.nameOf(server)}, which belongs to ${server.identity.family} or knows others`,
    );
    const lone = server.others().every((peer) => peer.handshake);
    this.require(!lone || server.data.size === 0, 'keys', `${command} on ${this.nameOf(server)}, which holds keys and is in no cluster`);
  }

  private judgeMeet(address: string, command: string): void {
    const met = this.world.podAt(address)?.server;
    if (met === undefined) return;
    this.require(this.hosts.has(met.identity.hostName), 'meet', `${command} reaches ${met.identity.hostName}`);
    this.judgeTouch(met, command);
  }

  private judgeSlots(server: Server, first: number, last: number, command: string): void {
    for (const other of this.world.identities(this.family)) {
      for (let slot = first; slot <= last; slot++) {
        const owner = other.owners[slot];
        this.require(
          owner === undefined || owner === server.id,
          'slots',
          `${command} on ${this.nameOf(server)}: ${this.nameOf(other)} knows slot ${slot} to be owned by ${owner}`,
        );
      }
    }
    this.require(server.isMaster, 'slots', `${command} on ${this.nameOf(server)}, a replica`);
    // Who has owned slots and did not answer when this was decided may be known to nobody.
    this.require(this.watch.lasted('absent') < KNOWN_TO_ALL, 'slots', `${command} on ${this.nameOf(server)}, while a pod does not answer`);
    const alone = server.others().every((peer) => peer.handshake);
    this.require(!alone || this.slotsFirst, 'slots', `${command} on ${this.nameOf(server)}, which has met nobody: it would be a cluster of its own`);
  }

  private judgeReplicate(server: Server, master: string, command: string): void {
    this.require(!server.ownsSlots(server.id), 'replicate', `${command} on ${this.nameOf(server)}, which owns slots`);
    this.require(this.world.families.get(master) === this.family, 'replicate', `${command} on ${this.nameOf(server)}: not one of ours`);
    this.judgeLeaving(server, master, command);
    const elsewhere = new Set<number>();
    for (const other of this.world.identities(this.family)) if (other !== server) for (const write of other.data) elsewhere.add(write);
    for (const write of server.data)
      this.require(elsewhere.has(write), 'only-copy', `${command} on ${this.nameOf(server)} drops the only copy of a write`);
  }

  /** The only copy of a master that lives stays with it, but for one that would go with its machine, with leave and after calm. */
  private judgeLeaving(server: Server, master: string, command: string): void {
    const { primary } = server.self;
    if (primary === undefined || primary === master || this.watch.lasted(`answers ${primary}`) <= KNOWN_TO_ALL) return;
    if (this.watch.lasted(`only copy ${server.id}`) <= KNOWN_TO_ALL) return;
    const pods = this.world.pods.filter((pod) => pod.server?.id === primary || pod.server?.self.primary === primary);
    const mayLeave = this.shape.swaps === 'yes' && this.watch.lastedStill() >= CALM && isNarrow(this.world, pods);
    this.require(mayLeave, 'bereave', `${command} takes the only copy of its master away`);
  }

  /** The last identity of a shard goes only with leave to begin it anew, when all answer: then nobody has a copy. */
  private judgeForget(id: string, command: string): void {
    const anew = this.shape.lossPolicy === 'recreateEmpty' && this.world.pods.every((pod) => pod.family !== this.family || pod.stopped === undefined);
    const owner = this.world.identities(this.family).find((server) => server.id === id);
    this.require(owner === undefined, 'forget', `${command}: this is ${owner === undefined ? '' : this.nameOf(owner)}, which still exists`);
    for (const server of this.world.servers().filter((other) => this.watch.lasted(`answers ${other.id}`) > KNOWN_TO_ALL)) {
      this.require(server.self.primary !== id, 'forget', `${command}: ${this.nameOf(server)} still follows it`);
      this.require(anew || !server.ownsSlots(id), 'forget', `${command}: ${this.nameOf(server)} still counts it as owner of slots`);
    }
  }

  /** Full syncs are allowed to nodes that are members, or nobody could copy from them. */
  private judgeSetting(server: Server, name: string, value: string, command: string): void {
    if (name === 'cluster-node-timeout') return this.judgeTimeout(Number(value), command);
    if (name === 'repl-diskless-sync-delay') return this.judgeGate(server, command);
    const master = server.self.primary;
    const strange = [...server.data].some((write) => server.owners[server.slotOf(write)] !== (master ?? server.id));
    this.require(value === 'yes' || !strange, 'stands-back', `${command} on ${this.nameOf(server)}, which holds another shard's data`);
  }

  private judgeGate(server: Server, command: string): void {
    this.require(!server.isMaster || server.ownsSlots(server.id), 'gate', `${command} on ${this.nameOf(server)}, which has no place yet`);
  }

  private judgeTimeout(value: number, command: string): void {
    if (value === this.shape.wanted) return;
    this.require(this.watch.lasted('written') < KNOWN_TO_ALL, 'timeout', `${command} in a cluster that holds keys`);
  }
}
