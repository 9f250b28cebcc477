// Where the faults happen: a namespace for each engine, volume, security and layout, and in it the cluster that the next fault wants to meet.
import { Cluster } from './cluster.mjs';
import { Pods, eventually, kubectl } from './kube.mjs';
import { secretsOf } from './security.mjs';

const MARK = 'cdk8s-redis-cluster/faults';

/** What tells a place from others, as part of a file's name or a namespace's: what is usual is not said. */
export function nameOf({ engine, volume, security, layout }) {
  return [engine, volume, security !== 'none' && security, layout !== 'single' && layout].filter(Boolean).join('-');
}

export class Stage {
  constructor(place) {
    this.place = place;
    this.namespace = `faults-${nameOf(place).replace('.', '-')}`;
  }

  /** A cluster with these settings: the one that is there if it has them and is well, else a new one. */
  async cluster(variant = {}, isFresh = false) {
    const kind = JSON.stringify(variant);
    if (!isFresh && this.kind === kind && (await this.isWell())) return this.current;
    await this.clear();
    this.pods = new Pods(this.namespace);
    this.current = this.define('cache', variant);
    if (isFresh) return this.current;
    await this.current.apply();
    await this.current.healed();
    this.kind = kind;
    return this.current;
  }

  /** One more cluster in the same namespace. */
  async neighbour() {
    this.beside = this.define('other', {});
    await this.beside.apply();
    await this.beside.healed();
    return this.beside;
  }

  async endNeighbour() {
    const { beside } = this;
    this.beside = undefined;
    await beside.end();
    await kubectl([
      '-n',
      this.namespace,
      'delete',
      'all,configmap,pvc,pdb,networkpolicy',
      '-l',
      `app.kubernetes.io/instance=${beside.name}`,
      '--wait=false',
    ]);
  }

  define(name, variant) {
    return new Cluster(this.namespace, this.pods, name, { ...this.place, ...variant });
  }

  async isWell() {
    return this.current.healed(60).then(
      () => true,
      () => false,
    );
  }

  /** A namespace with nothing in it, under the same restrictions as users'. */
  async clear() {
    await this.end();
    await kubectl(['create', 'namespace', this.namespace]);
    const level = 'pod-security.kubernetes.io/enforce=restricted';
    await kubectl(['label', 'namespace', this.namespace, `${MARK}=${this.namespace}`, level]);
    for (const secret of secretsOf(this.place.security)) await kubectl(['-n', this.namespace, 'create', '-f', '-'], JSON.stringify(secret));
  }

  async end() {
    await this.beside?.end();
    await this.current?.end();
    this.pods?.end();
    this.beside = this.current = this.kind = undefined;
    // One of that name that is not ours stays, and the next step fails.
    await kubectl(['delete', 'namespace', '-l', `${MARK}=${this.namespace}`, '--timeout=180s']);
    await eventually(`no namespace ${this.namespace}`, 60, async () => {
      const { items } = JSON.parse(await kubectl(['get', 'namespaces', '-l', `${MARK}=${this.namespace}`, '-o', 'json']));
      return items.length === 0;
    });
  }
}
