import type { Message } from './bus';
import type { Random } from './random';

export type Role = 'master' | 'slave';

/** What differs between engine versions and matters to a plan. */
export interface Engine {
  /** Valkey 9 follows a master to its new address by itself. */
  readonly replicationFollowsAddress: boolean;
  /** From Redis 7.2 on a FORGET travels by gossip. */
  readonly forgetTravels: boolean;
  /** Some versions drop the handshake of an id that is banned by FORGET. */
  readonly banStopsHandshake: boolean;
  /** Redis up to 8.2 counts the votes of a process's last election again; Valkey begins each at zero. */
  readonly countsOldVotes: boolean;
  /** Valkey 9 tells a replica of newer epochs as it refuses it a vote, and not as it hears old claims from it. */
  readonly refusalTells: boolean;
}

/** A TCP connection to another node's bus; without a target it is still connecting, which shows as connected. */
export interface Link {
  readonly peer: Peer;
  target?: Server;
  readonly createdAt: number;
}

/** What a server knows of one node, itself included: the engine's clusterNode. */
export interface Peer {
  id: string;
  ip: string;
  port: number;
  busPort: number;
  hostName: string;
  role?: Role;
  primary?: string;
  configEpoch: number;
  offset: number;
  handshake: boolean;
  meet: boolean;
  noAddress: boolean;
  maybeFailed: boolean;
  failed: boolean;
  pingSent: number;
  pongReceived: number;
  dataReceived: number;
  failedAt: number;
  votedAt: number;
  readonly createdAt: number;
  readonly reports: Map<string, number>;
  link?: Link;
  /** Host names travel only to nodes that are known to understand them. */
  extensions: boolean;
}

/** A replica's connection to its master's client port. */
export interface Replication {
  address?: string;
  up: boolean;
  source?: Server;
  heardAt: number;
  /** When a link that was up went down; 0 when none has been up yet. */
  lostAt: number;
}

export interface Network {
  now: number;
  readonly random: Random;
  readonly slots: number;
  readonly engine: Engine;
  readonly fullCoverage: boolean;
  /** Who accepts a connection at an address. 'refused' is an answer, undefined is silence. */
  connect(from: Server, ip: string): Server | 'refused' | undefined;
  send(message: Message): void;
  /** Every server there is starts here: those that died silently still hold their connections. */
  begin(server: Server): void;
  /** The ids of those that have a connection to this server. */
  callers(server: Server): Set<string>;
}

export interface Identity {
  readonly id: string;
  readonly ip: string;
  readonly hostName: string;
  /** The Kubernetes node that it announces. */
  readonly machine: string;
  /** Which cluster it truly belongs to: the truth that no command shows. */
  readonly family: string;
}

export const PORT = 6379;
export const BUS_PORT = 16379;

export function newPeer(id: string, ip: string, now: number): Peer {
  return {
    ...{ id, ip, port: PORT, busPort: BUS_PORT, hostName: '', configEpoch: 0, offset: 0, pingSent: 0, pongReceived: 0, dataReceived: 0 },
    ...{ handshake: false, meet: false, noAddress: false, maybeFailed: false, failed: false, failedAt: 0, votedAt: 0, extensions: false },
    createdAt: now,
    reports: new Map<string, number>(),
  };
}

/** One server process. Its behaviour is in the files beside this one, a file per idea. */
export class Server {
  readonly self: Peer;
  readonly peers = new Map<string, Peer>();
  /** owners[slot]: the id that this server believes to own the slot. */
  owners: (string | undefined)[];
  currentEpoch = 0;
  lastVoteEpoch = 0;
  readonly bans = new Map<string, number>();
  /** Ids whose FORGET still travels with the gossip of this server. */
  readonly forgotten = new Map<string, number>();
  state: 'ok' | 'fail' = 'fail';
  minoritySince: number;
  timeout: number;
  /** Seconds for which full syncs are held back (repl-diskless-sync-delay). */
  gate = 0;
  /** It does not stand for election by itself (cluster-replica-no-failover). */
  standsBack = false;
  /** A copy of data is set aside on its volume. */
  aside = false;
  /** The writes that it holds, and how far it has come in replication. */
  data = new Set<number>();
  offset = 0;
  /** Whose writes they are: a replica has its source's. */
  replid: string;
  replication: Replication = { up: false, heardAt: 0, lostAt: 0 };
  election = { at: 0, votes: 0, sent: false, epoch: 0 };
  /** How often this process has asked for votes, and when it was elected last. */
  asked = 0;
  electedAt = -Infinity;
  manual: { until: number; forced: boolean; target?: number } = { until: 0, forced: false };
  loadingUntil = 0;
  /** A dead process; its connections are closed unless the machine died with it. */
  alive = true;
  /** Stopped by the kernel or by a dead machine: connections stay open and silent. */
  frozen = false;

  constructor(
    readonly network: Network,
    readonly identity: Identity,
    timeout: number,
  ) {
    this.self = newPeer(identity.id, identity.ip, network.now);
    this.self.role = 'master';
    this.replid = identity.id;
    this.self.hostName = identity.hostName;
    this.peers.set(identity.id, this.self);
    this.owners = new Array<string | undefined>(network.slots).fill(undefined);
    this.minoritySince = network.now;
    this.timeout = timeout;
    network.begin(this);
  }

  get id(): string {
    return this.self.id;
  }

  get ip(): string {
    return this.identity.ip;
  }

  get now(): number {
    return this.network.now;
  }

  get isMaster(): boolean {
    return this.self.role === 'master';
  }

  get loading(): boolean {
    return this.now < this.loadingUntil;
  }

  /** It runs its event loop: it answers clients, and other nodes unless it loads. */
  get responsive(): boolean {
    return this.alive && !this.frozen;
  }

  primary(): Peer | undefined {
    return this.self.primary === undefined ? undefined : this.peers.get(this.self.primary);
  }

  others(): Peer[] {
    return [...this.peers.values()].filter((peer) => peer !== this.self);
  }

  slotsOf(id: string): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.owners.length; slot++) if (this.owners[slot] === id) slots.push(slot);
    return slots;
  }

  ownsSlots(id: string): boolean {
    return this.owners.includes(id);
  }

  /** Masters with slots: the electorate. */
  voters(): Peer[] {
    const owners = new Set(this.owners);
    return [...this.peers.values()].filter((peer) => peer.role === 'master' && owners.has(peer.id));
  }

  slotOf(write: number): number {
    return write % this.network.slots;
  }

  /** clusterDelNode. */
  remove(peer: Peer): void {
    this.peers.delete(peer.id);
    for (let slot = 0; slot < this.owners.length; slot++) if (this.owners[slot] === peer.id) this.owners[slot] = undefined;
    for (const other of this.peers.values()) {
      other.reports.delete(peer.id);
      if (other.primary === peer.id) other.primary = undefined;
    }
    peer.link = undefined;
  }
}
