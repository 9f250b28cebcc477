// Looks from outside, with as few questions as possible and the same for every way: one connection per server that stays open; twenty times a second the
// servers are asked in turn until one has not got there yet.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORT } from './servers.mjs';

export class Observer {
  static async of(addresses) {
    const observer = new Observer();
    observer.sockets = addresses.map((address) => connect(PORT, address).setNoDelay(true));
    await Promise.all(observer.sockets.map((socket) => once(socket, 'connect')));
    return observer;
  }

  /** Resolves to the time (performance.now) at which every server says ok, and at which every replica's link is up as well. */
  async health(seconds) {
    const replicas = this.sockets.slice(this.sockets.length / 2);
    const limit = AbortSignal.timeout(1000 * seconds);
    // Two servers that know nobody else say ok as well.
    const ok = await this.#all(this.sockets, 'CLUSTER INFO', ['cluster_state:ok', 'cluster_slots_assigned:16384'], limit);
    const up = await this.#all(replicas, 'INFO replication', ['master_link_status:up'], limit);
    return { ok, up: Math.max(ok, up) };
  }

  // A server that has got there is not asked again before the last has.
  async #all(sockets, question, wanted, limit) {
    for (;;) {
      let first = 0;
      while (first < sockets.length) {
        limit.throwIfAborted();
        if (isThere(await ask(sockets[first], question), wanted)) first++;
        else await sleep(50);
      }
      const time = performance.now();
      const answers = await Promise.all(sockets.map((socket) => ask(socket, question)));
      if (answers.every((answer) => isThere(answer, wanted))) return time;
    }
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
  }
}

function isThere(answer, wanted) {
  return wanted.every((words) => answer.includes(words));
}

// A bulk reply: its length, then so many bytes.
function ask(socket, question) {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (data) => {
      text += data.toString('latin1');
      const head = text.indexOf('\r\n');
      if (head < 0 || (text[0] === '$' && text.length < head + 2 + Number(text.slice(1, head)) + 2)) return;
      socket.off('data', onData).off('error', reject);
      resolve(text);
    };
    socket.on('data', onData).once('error', reject);
    socket.write(`${question}\r\n`);
  });
}
