import type { Server } from './server';
import type { World } from './world';

/** For how long things have been so: what a look saw a moment ago cannot be held against the plan. */
export class Watch {
  private since = new Map<string, number>();
  private before = new Map<string, number>();
  private still = '';
  private stillSince: number;

  constructor(
    private readonly world: World,
    private readonly family: string,
    private readonly shards: number,
  ) {
    this.stillSince = world.now;
    // What is so in the beginning every look knows.
    this.tick();
    for (const what of this.since.keys()) this.since.set(what, -Infinity);
  }

  tick(): void {
    this.before = this.since;
    this.since = new Map();
    const servers = this.world.servers().filter((server) => server.identity.family === this.family);
    const owners = servers.filter((server) => server.isMaster && server.ownsSlots(server.id));
    for (const server of servers) {
      this.note(`answers ${server.id}`, this.answers(server));
      this.note(
        `only copy ${server.id}`,
        inSync(server) && !servers.some((other) => other !== server && inSync(other) && other.self.primary === server.self.primary),
      );
      this.note(`hears ${server.id}`, server.replication.up && this.world.now - server.replication.heardAt < 1000);
    }
    for (const master of owners) {
      this.note(`leads ${master.id}`, true);
      const missing = owners.filter((owner) => owner.responsive && misses(owner, master.id)).length;
      this.note(`sound ${master.id}`, missing <= owners.length / 2);
    }
    const pods = this.world.pods.filter((pod) => pod.family === this.family);
    this.note(
      'absent',
      pods.some(({ server }) => server === undefined || !this.since.has(`answers ${server.id}`)),
    );
    this.note(
      'written',
      servers.some((server) => server.data.size > 0),
    );
    const groups = owners.map((owner) => owners.filter((other) => other.responsive && !misses(owner, other.id)).length);
    this.note(
      'quorum',
      owners.some((owner, i) => owner.responsive && groups[i] * 2 > this.shards),
    );
    const picture = servers.map((server) => `${server.id} ${server.self.primary} ${server.ip} ${server.responsive}`).join('\n');
    if (picture !== this.still) this.stillSince = this.world.now;
    this.still = picture;
  }

  /** How many milliseconds it has been so without a break; 0 when it is not. */
  lasted(what: string): number {
    const at = this.since.get(what);
    return at === undefined ? 0 : this.world.now - at;
  }

  /** How long no server has come, gone, moved or changed its role. */
  lastedStill(): number {
    return this.world.now - this.stillSince;
  }

  /** The manager can have an answer under its host name. */
  private answers(server: Server): boolean {
    const address = this.world.resolve(server.identity.hostName);
    return address !== undefined && this.world.reach(address) === server && !server.loading;
  }

  private note(what: string, holds: boolean): void {
    if (holds) this.since.set(what, this.before.get(what) ?? this.world.now);
  }
}

/** A replica that has what its master has. */
function inSync({ self, replication }: Server): boolean {
  return self.role === 'slave' && replication.up && replication.source?.id === self.primary;
}

/** A node has no connection from another any more, or shows it as failed, unconnected, or silent for a second in its own CLUSTER NODES. */
function misses(server: Server, id: string): boolean {
  const peer = server.peers.get(id);
  if (peer === undefined || peer === server.self) return false;
  if (!server.network.callers(server).has(id)) return true;
  return peer.failed || peer.maybeFailed || peer.noAddress || peer.link === undefined || (peer.pingSent > 0 && server.now - peer.pingSent >= 1000);
}
