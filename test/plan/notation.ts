import { SHAPE } from './awk';
import { introduce } from './model/births';
import { names, observe } from './model/observe';
import { Random } from './model/random';
import { Server, newPeer, type Peer } from './model/server';
import { World, type Pod } from './model/world';

/**
 * The notation of test/plan/snapshots. `zone worker-1 a` for each Kubernetes node whose zone is known. A line for each pod: its name, its address and what is to be said of it, separated by commas:
 *
 *   cache-0 10.0.0.1 master 0-5460, state fail, keys 5, timeout 503, gate 3600, epoch 3, offset 10, on worker-1
 *   cache-1 10.0.0.2 replica of cache-0, link down 12, dials 10.0.9.1, hears 3 s ago
 *   cache-2 10.0.0.3 virgin | silent | loading | aside | alone | nameless | named other-2 | with cluster mode off
 *   cache-3 absent
 *   cache-4 10.0.0.5 master 5461-10922, open 93 from cache-0, open 94 to former-2      slots in migration, as it says itself
 *
 * `asked 2` is how often a server has asked for votes since it started, `valkey` a line of its own where the servers are of Valkey.
 *
 * `beside cache-0-0` is a pod that belongs to a cluster of this name in the other layout.
 * All but virgins, absent and lone pods know each other; what one sees in another way follows it, indented:
 *
 *     misses cache-2
 *     sees cache-2 at 10.0.9.2, failed, doubted, unconnected, without address, nameless, epoch 4, pinged 1500 ms ago, hung up, as master, as replica of cache-0, with slots 0-9
 *     knows former-2 at 10.0.9.2 as cache-2, replica of cache-0           an id that no pod has; `all know ...` says it of every member
 */
export class Notation {
  readonly world: World;
  readonly pods: Pod[] = [];
  private readonly ids = new Map<string, string>();
  private readonly sayings = new Map<Pod, string[]>();
  private readonly off = new Set<Pod>();
  private readonly beside: string;
  private readonly zones: string[];

  constructor(lines: readonly string[]) {
    const ipv6 = lines.some((line) => line.includes('::'));
    const isValkey = lines.includes('valkey');
    const engine = {
      ...{ replicationFollowsAddress: false, forgetTravels: false, banStopsHandshake: false },
      ...{ countsOldVotes: !isValkey, refusalTells: isValkey },
    };
    this.world = new World({ random: new Random(1), slots: 16_384, engine, fullCoverage: false, ipv6, timeout: Number(SHAPE.wanted) });
    for (const line of lines) if (/^cache-[\d-]+ /.test(line)) this.addPod(line);
    this.beside = lines.map((line) => line.replace(/^(?:beside (.*)|.*)$/, (_, pod) => (pod ? `@other ${pod}\n` : ''))).join('');
    this.zones = lines.filter((line) => line.startsWith('zone '));
    this.acquaint();
    for (const pod of this.pods) for (const saying of this.sayings.get(pod) ?? []) this.describe(pod, saying);
    this.spread();
    let speaker: Server | undefined;
    for (const line of lines) {
      if (/^(cache-|zone |beside |valkey$)/.test(line)) speaker = this.server(line.split(' ')[0]);
      else
        for (const server of line.startsWith('all ') ? this.members() : [speaker as Server])
          this.look(server, line.trim().replace(/^all know /, 'knows '));
    }
  }

  snapshot(): string {
    return (
      this.beside +
      this.zones.map((zone) => `@${zone}\n`).join('') +
      names(this.pods) +
      this.pods.map((pod) => (this.off.has(pod) ? this.refusal(pod) : this.withOpenSlots(pod, observe(this.world, pod)))).join('')
    );
  }

  /** Ids as the names of their nodes, for people. */
  named(text: string): string {
    let result = text;
    for (const [name, id] of this.ids) result = result.replaceAll(id, `{${name}}`).replaceAll(id.slice(0, 8), `{${name}}`);
    return result;
  }

  /** The other way round. */
  unnamed(text: string): string {
    return text.replace(/\{(\S+?)\}/g, (_, name: string) => this.idOf(name));
  }

  private idOf(name: string): string {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const id = this.world.random.id();
    this.ids.set(name, id);
    return id;
  }

  private server(name: string): Server | undefined {
    return this.pods.find((pod) => pod.name === name)?.server;
  }

  private members(): Server[] {
    return this.pods.flatMap((pod) => (pod.server === undefined || /virgin|alone/.test((this.sayings.get(pod) ?? []).join()) ? [] : [pod.server]));
  }

  private refusal(pod: Pod): string {
    return observe(this.world, pod).replace(/^[0-9a-f]{40} [^]*?(?=role:)/m, 'ERR This instance has cluster support disabled\n\n');
  }

  /** An engine ends the line of itself with them. The model has no migrations. */
  private withOpenSlots(pod: Pod, observed: string): string {
    const open = (this.sayings.get(pod) ?? []).flatMap((saying) => {
      const [, slot, way, name] = /^open (\d+) (to|from) (\S+)$/.exec(saying) ?? [];
      return slot === undefined ? [] : [` [${slot}${way === 'to' ? '->-' : '-<-'}${this.idOf(name)}]`];
    });
    return observed.replace(/ myself,.*$/m, (line) => line + open.join(''));
  }

  private addPod(line: string): void {
    const [name, address, ...rest] = line.split(' ');
    const host = `${name}.cache-nodes.ns.svc.cluster.local`;
    const pod: Pod = { name, host, ordinal: this.pods.length, family: 'cache', machine: '' };
    this.pods.push(pod);
    this.world.pods.push(pod);
    if (address === 'absent') return;
    const sayings = rest.join(' ').split(', ');
    this.sayings.set(pod, sayings);
    const other = /named (\S+)/.exec(line)?.[1];
    const hostName = sayings.includes('nameless') ? '' : other === undefined ? host : `${other}.${other.split('-')[0]}-nodes.ns.svc.cluster.local`;
    this.world.setAddress(pod, address, 0);
    const machine = /, on ([^\s,]+)/.exec(line)?.[1] ?? '';
    pod.server = new Server(this.world, { id: this.idOf(name), ip: address, hostName, machine, family: 'cache' }, Number(SHAPE.wanted));
  }

  private acquaint(): void {
    const members = this.members();
    for (const server of members) {
      server.state = 'ok';
      for (const other of members) if (other !== server) introduce(server, other);
      for (const peer of server.others()) peer.link = { peer, createdAt: 0, target: members.find((other) => other.id === peer.id) };
    }
  }

  private describe(pod: Pod, saying: string): void {
    const server = pod.server as Server;
    const [word, value, more] = saying.split(' ');
    const { replication } = server;
    if (word === 'master') this.own(server, server.self, value);
    else if (word === 'replica') Object.assign(server.self, { role: 'slave', primary: this.idOf(more) });
    else if (word === 'state') server.state = value as 'ok' | 'fail';
    else if (word === 'keys') for (let key = 0; key < Number(value); key++) server.data.add(key);
    else if (word === 'timeout') server.timeout = Number(value);
    else if (word === 'gate') server.gate = Number(value);
    else if (word === 'epoch') server.self.configEpoch = Number(value);
    else if (word === 'offset') server.offset = Number(value);
    else if (word === 'asked') server.asked = Number(value);
    else if (word === 'aside') server.aside = true;
    else if (word === 'silent') server.frozen = true;
    else if (word === 'loading') server.loadingUntil = this.world.now + 1000;
    else if (word === 'with') this.off.add(pod);
    else if (!['virgin', 'alone', 'nameless', 'named', 'on', 'open', 'link', 'dials', 'hears'].includes(word)) throw new Error(`unknown: ${saying}`);
    if (word !== 'replica') return;
    const line = (this.sayings.get(pod) ?? []).join(', ');
    const down = /link down(?: (\d+))?/.exec(line);
    const lostAt = down?.[1] === undefined ? 0 : this.world.now - Number(down[1]) * 1000;
    const heardAt = this.world.now - Number(/hears (\d+) s ago/.exec(line)?.[1] ?? 0) * 1000;
    const address = /dials (\S+?)(,|$)/.exec(line)?.[1] ?? this.server(more)?.ip;
    Object.assign(replication, { up: down === null, lostAt, heardAt, address });
  }

  private own(server: Server, peer: Peer, ranges: string | undefined): void {
    for (const range of (ranges ?? '').split('+').filter((text) => text !== '')) {
      const [first, last] = range.split('-').map(Number);
      for (let slot = first; slot <= (last ?? first); slot++) server.owners[slot] = peer.id;
    }
  }

  /** What each says of itself is what the others know of it. */
  private spread(): void {
    for (const server of this.members()) {
      for (const other of this.members()) {
        const peer = other.peers.get(server.id);
        if (peer === undefined || other === server) continue;
        const { role, primary, configEpoch, hostName } = server.self;
        Object.assign(peer, { role, primary, configEpoch, hostName });
        for (const slot of server.slotsOf(server.id)) if (other.owners[slot] === undefined) other.owners[slot] = server.id;
      }
    }
  }

  private look(server: Server, text: string): void {
    const [, verb, name, rest] = /^(misses|sees|knows) (\S+?),?(?: (.*))?$/.exec(text) ?? [];
    if (verb === undefined) throw new Error(`unknown: ${text}`);
    const known = server.peers.get(this.idOf(name));
    if (verb === 'misses') {
      if (known !== undefined) server.remove(known);
      return;
    }
    const peer = known ?? newPeer(this.idOf(name), '', 0);
    if (known === undefined) Object.assign(peer, { role: 'master', link: { peer, createdAt: 0 } });
    server.peers.set(peer.id, peer);
    for (const saying of (rest ?? '').replace(/ as (?=cache-|former-|other-)/, ', as ').split(', ')) this.view(server, peer, saying);
  }

  private view(server: Server, peer: Peer, saying: string): void {
    const [word, value, more, last] = saying.split(' ');
    const slots = /slots (\S+)/.exec(saying)?.[1] ?? (word === 'master' ? value : undefined);
    if (word === 'at') peer.ip = value;
    else if (word === 'failed') Object.assign(peer, { failed: true });
    else if (word === 'doubted') peer.maybeFailed = true;
    else if (word === 'unconnected') peer.link = undefined;
    else if (word === 'hung')
      this.pods.find((pod) => pod.server?.id === peer.id)?.server?.peers.forEach((other) => other.id === server.id && (other.link = undefined));
    else if (word === 'without') Object.assign(peer, { noAddress: true });
    else if (word === 'nameless') peer.hostName = '';
    else if (word === 'epoch') peer.configEpoch = Number(value);
    else if (word === 'pinged') peer.pingSent = this.world.now - Number(value);
    else if (word === 'replica') Object.assign(peer, { role: 'slave', primary: this.idOf(more) });
    else if (word === 'as' && value === 'replica') Object.assign(peer, { role: 'slave', primary: this.idOf(last) });
    else if (word === 'as' && value === 'master') Object.assign(peer, { role: 'master', primary: undefined });
    else if (word === 'as') peer.hostName = `${value}.${value.split('-')[0]}-nodes.ns.svc.cluster.local`;
    else if (word !== 'with' && word !== 'master' && word !== '') throw new Error(`unknown: ${saying}`);
    if (slots === undefined) return;
    for (const slot of server.slotsOf(peer.id)) server.owners[slot] = undefined;
    if (slots !== 'none') this.own(server, peer, slots);
  }
}
