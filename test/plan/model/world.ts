import { receive, type Message } from './bus';
import { cron } from './cron';
import type { Random } from './random';
import { Server, type Engine, type Identity, type Network } from './server';

/** A pod of a StatefulSet: it has a name for ever, and an address, a server and a volume for a while. */
export interface Pod {
  readonly name: string;
  readonly host: string;
  readonly ordinal: number;
  /** The cluster that it was made for. */
  readonly family: string;
  machine: string;
  address?: string;
  server?: Server;
  /** The server that stopped here and left its data. */
  stopped?: Server;
}

interface Name {
  address?: string;
  old?: string;
  oldUntil: number;
}

export interface Settings {
  readonly random: Random;
  readonly slots: number;
  readonly engine: Engine;
  readonly fullCoverage: boolean;
  readonly ipv6: boolean;
  readonly timeout: number;
}

/** A tenth of a second. */
export const TICK = 100;
/** How long an address rests before another pod gets it: longer than any command is under way. */
const ADDRESS_REST = 10_000;

/** The machines, the network, DNS and the clock. */
export class World implements Network {
  now = 100_000;
  readonly random: Random;
  readonly slots: number;
  readonly engine: Engine;
  readonly fullCoverage: boolean;
  readonly timeout: number;
  readonly pods: Pod[] = [];
  /** Which family an id was born into. */
  readonly families = new Map<string, string>();
  /** The zone of each machine, where the user has told it. */
  readonly zones = new Map<string, string>();
  /** Pairs of pods that do not reach each other; 'manager' counts as a pod. */
  readonly cuts = new Set<string>();
  readonly trace: string[] = [];
  private readonly ipv6: boolean;
  private readonly names = new Map<string, Name>();
  private readonly released = new Map<string, number>();
  private readonly plans: { at: number; run: () => void }[] = [];
  private readonly begun: Server[] = [];
  private messages: { due: number; message: Message }[] = [];

  constructor(settings: Settings) {
    ({ random: this.random, slots: this.slots, engine: this.engine, fullCoverage: this.fullCoverage, ipv6: this.ipv6 } = settings);
    this.timeout = settings.timeout;
  }

  note(text: string): void {
    this.trace.push(`${((this.now - 100_000) / 1000).toFixed(1).padStart(6)} ${text}`);
  }

  tick(): void {
    const end = this.now + TICK;
    this.deliver(end);
    this.now = end;
    const due = this.plans.filter((plan) => plan.at <= this.now);
    for (const plan of due) {
      this.plans.splice(this.plans.indexOf(plan), 1);
      plan.run();
    }
    for (const server of this.random.shuffled(this.servers())) cron(server);
  }

  later(milliseconds: number, run: () => void): void {
    this.plans.push({ at: this.now + milliseconds, run });
  }

  servers(): Server[] {
    return this.pods.flatMap((pod) => (pod.server === undefined ? [] : [pod.server]));
  }

  /** Every identity of a family that still exists: running, or stopped with its data kept. */
  identities(family: string): Server[] {
    return this.pods
      .flatMap((pod) => [pod.server, pod.stopped])
      .filter((server) => server !== undefined && server.identity.family === family) as Server[];
  }

  podAt(address: string): Pod | undefined {
    return this.pods.find((pod) => pod.address === address);
  }

  // Network

  connect(from: Server, ip: string): Server | 'refused' | undefined {
    const pod = this.podAt(ip);
    if (pod === undefined) return undefined;
    const origin = this.pods.find((candidate) => candidate.server === from);
    if (origin === undefined || this.isCut(origin.name, pod.name)) return undefined;
    if (pod.server === undefined) return 'refused';
    return pod.server.responsive && !pod.server.loading ? pod.server : undefined;
  }

  send(message: Message): void {
    const delay = this.random.chance(0.9) ? this.random.between(1, 20) : this.random.between(20, 150);
    this.messages.push({ due: this.now + delay, message });
  }

  begin(server: Server): void {
    this.begun.push(server);
  }

  callers(server: Server): Set<string> {
    const callers = this.begun.filter(
      (other) => (other.alive || other.frozen) && [...other.peers.values()].some((peer) => peer.link?.target === server),
    );
    return new Set(callers.map(({ id }) => id));
  }

  private deliver(end: number): void {
    for (;;) {
      let next = -1;
      for (let i = 0; i < this.messages.length; i++) {
        if (this.messages[i].due <= end && (next < 0 || this.messages[i].due < this.messages[next].due)) next = i;
      }
      if (next < 0) return;
      const [{ due, message }] = this.messages.splice(next, 1);
      this.now = Math.max(this.now, due);
      const { from, to } = message;
      if (to.responsive && !to.loading && from.alive && this.connect(from, to.ip) === to) receive(to, message);
    }
  }

  // The manager's way to the nodes

  /** What DNS says, which may be what was true a while ago. */
  resolve(host: string): string | undefined {
    const name = this.names.get(host);
    return name !== undefined && this.now < name.oldUntil ? name.old : name?.address;
  }

  /** Who answers clients at an address. */
  reach(address: string): Server | undefined {
    const pod = this.podAt(address);
    if (pod?.server === undefined || !pod.server.responsive || this.isCut('manager', pod.name)) return undefined;
    return pod.server;
  }

  /** Where a pod is, as far as zones are known. */
  zoneOf(machine: string): string {
    return this.zones.get(machine) ?? machine;
  }

  // Pods and addresses

  cut(one: string, other: string): void {
    this.cuts.add([one, other].sort().join(' '));
  }

  mend(one: string, other: string): void {
    this.cuts.delete([one, other].sort().join(' '));
  }

  private isCut(one: string, other: string): boolean {
    return this.cuts.size > 0 && this.cuts.has([one, other].sort().join(' '));
  }

  /** An address that nobody has; one that somebody had before, more often than not. */
  freeAddress(): string {
    const rested = [...this.released].filter(([ip, at]) => this.now - at > ADDRESS_REST && this.podAt(ip) === undefined).map(([ip]) => ip);
    if (rested.length > 0 && this.random.chance(0.7)) return this.random.pick(rested);
    for (;;) {
      const last = this.random.between(1, 250);
      const ip = this.ipv6 ? `fd00::${last.toString(16)}` : `10.0.0.${last}`;
      if (this.podAt(ip) === undefined && !this.released.has(ip)) return ip;
    }
  }

  setAddress(pod: Pod, address: string | undefined, staleFor: number): void {
    if (pod.address !== undefined && pod.address !== address) this.released.set(pod.address, this.now);
    const before = this.resolve(pod.host);
    pod.address = address;
    this.names.set(pod.host, { address, old: before, oldUntil: this.now + staleFor });
  }

  /** A server that starts with nothing. */
  boot(pod: Pod, family = pod.family): Server {
    const identity: Identity = { id: this.random.id(), ip: pod.address as string, hostName: pod.host, machine: pod.machine, family };
    this.families.set(identity.id, family);
    pod.stopped = undefined;
    pod.server = new Server(this, identity, this.timeout);
    // As start.sh has it: nobody may take a newcomer's emptiness for data.
    pod.server.gate = 3600;
    return pod.server;
  }
}
