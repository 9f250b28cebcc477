// One server, asked directly. Reconnects by itself; whatever is not answered in time counts as not answered, and nothing is queued meanwhile.
import { Redis } from 'ioredis';

const PORT = 6379;

export class Connection {
  constructor(ip, login, timeout = 500) {
    this.ip = ip;
    this.redis = new Redis({
      ...login,
      host: ip,
      port: PORT,
      connectTimeout: timeout,
      commandTimeout: timeout,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 100,
    });
    this.redis.on('error', () => {});
  }

  get open() {
    return this.redis.status === 'ready';
  }

  async ask(...command) {
    try {
      return await this.redis.call(...command);
    } catch (error) {
      // A connection that leads into silence is of no more use, even where it is not closed.
      if (error.message === 'Command timed out' && this.open) this.redis.disconnect(true);
      throw error;
    }
  }

  end() {
    this.redis.disconnect();
  }
}

/** A connection to each of the servers, which follows them to new addresses. */
export class Connections {
  constructor(pods, names, login) {
    Object.assign(this, { pods, names, login });
    this.open = new Map();
  }

  /** The connection to the pod at the address that it has now; undefined while it has none. */
  to(name) {
    const ip = this.pods.get(name)?.ip;
    const old = this.open.get(name);
    if (old?.ip === ip) return old;
    old?.end();
    if (!ip) this.open.delete(name);
    else this.open.set(name, new Connection(ip, this.login));
    return this.open.get(name);
  }

  end() {
    for (const connection of this.open.values()) connection.end();
    this.open.clear();
  }
}
