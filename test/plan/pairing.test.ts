import { AWKS, SHAPE, planText, runPlan, type Shape } from './awk';
import { Random } from './model/random';
import { Notation } from './notation';

/**
 * Births on random places: no shard is narrow and no place crowded where that can be had, which can be counted; few are moved; and whatever of it a Job that died
 * has done already, the rest comes to the same. PAIRING_RUNS raises the number of births.
 */
const RUNS = Number(process.env.PAIRING_RUNS ?? 12);
const PLAN = planText();

jest.setTimeout(60_000 + RUNS * 20_000);

interface Birth {
  readonly shape: Shape;
  /** For each pod its Kubernetes node, and the zone of that. */
  readonly nodes: readonly string[];
  readonly zones: readonly string[];
}

function birth(seed: number): Birth {
  const random = new Random(seed);
  const [shards, replicas] = random.pick([
    [3, 1],
    [3, 1],
    [4, 1],
    [5, 1],
    [3, 2],
    [4, 2],
    [7, 1],
  ]);
  const [count, inZones] = [random.between(1, 6), random.pick([0, 0, 2, 3])];
  const nodes = Array.from({ length: shards * (1 + replicas) }, () => `node${random.between(1, count)}`);
  const zoneOf = (node: string): string => (inZones === 0 ? node : `zone${Number(node.slice(4)) % inZones}`);
  return { shape: { ...SHAPE, shards, replicas }, nodes, zones: nodes.map(zoneOf) };
}

/** What each pod is, as the notation has it; `undefined` while it has no place. */
type Places = (string | undefined)[];

function plan({ shape, nodes, zones }: Birth, given: Places, awk = AWKS.mawk): Places {
  const lines = nodes.map((node, i) => `cache-${i} 10.0.0.${i + 1} ${given[i] ?? 'master'}, on ${node}`);
  const told = [...new Set(nodes.map((node, i) => `zone ${node} ${zones[i]}`))].filter((line) => line.split(' ')[1] !== line.split(' ')[2]);
  const notation = new Notation([...told, ...lines]);
  const answer = notation.named(runPlan(awk, PLAN, shape, notation.snapshot(), 'form'));
  const places = [...given];
  for (const [, i, first, last] of answer.matchAll(/^do (\d+) \S+ CLUSTER ADDSLOTSRANGE (\d+) (\d+)$/gm))
    places[Number(i)] = `master ${first}-${last}`;
  for (const [, i, master] of answer.matchAll(/^do (\d+) \S+ CLUSTER REPLICATE \{(\S+)\}$/gm)) places[Number(i)] = `replica of ${master}`;
  return places;
}

/** The ordinals of each shard's pods, the master first. */
function shardsOf(places: Places): number[][] {
  const masters = places.flatMap((place, i) => (place?.startsWith('master ') ? [i] : []));
  return masters.map((master) => [master, ...places.flatMap((place, i) => (place === `replica of cache-${master}` ? [i] : []))]);
}

function most(of: readonly string[]): number {
  return Math.max(...of.map((one) => of.filter((other) => other === one).length));
}

/** How many shards have all their pods in one place, and how many of them must: those that the others' places cannot reach. */
function narrow(places: Places, where: readonly string[]): number {
  return shardsOf(places).filter((pods) => new Set(pods.map((i) => where[i])).size === 1).length;
}
function mustBeNarrow({ shape }: Birth, where: readonly string[]): number {
  const elsewhere = where.length - most(where);
  return Math.max(0, shape.shards - elsewhere);
}

/** Masters may be apart where every place, kept below half of all, still gives enough of them. */
function mayBeApart({ shape, nodes, zones }: Birth): boolean {
  const limit = Math.ceil(shape.shards / 2) - 1;
  const perZone = [...new Set(zones)].map((zone) => {
    const within = nodes.filter((_, i) => zones[i] === zone);
    const perNode = [...new Set(within)].map((node) => Math.min(limit, within.filter((other) => other === node).length));
    return Math.min(
      limit,
      perNode.reduce((sum, count) => sum + count, 0),
    );
  });
  return perZone.reduce((sum, count) => sum + count, 0) >= shape.shards;
}

const stockPlaces = ({ shape, nodes }: Birth): Places =>
  nodes.map((_, i) => {
    const first = (k: number): number => (k === 0 ? 0 : Math.floor((k * 16384) / shape.shards - 1 + 0.5) + 1);
    return i < shape.shards ? `master ${first(i)}-${first(i + 1) - 1}` : `replica of cache-${i % shape.shards}`;
  });

test.each(Array.from({ length: RUNS }, (_, i) => i + 1))('birth %i', (seed) => {
  const one = birth(seed);
  const places = plan(one, []);
  const { shape, nodes, zones } = one;
  expect(shardsOf(places).map((pods) => pods.length)).toEqual(Array<number>(shape.shards).fill(1 + shape.replicas));
  expect({ nodes: narrow(places, nodes), zones: narrow(places, zones) }).toEqual({
    nodes: mustBeNarrow(one, nodes),
    zones: mustBeNarrow(one, zones),
  });
  const masters = shardsOf(places).map(([master]) => master);
  if (mayBeApart(one)) {
    expect(most(masters.map((i) => nodes[i])) * 2).toBeLessThan(shape.shards);
    expect(most(masters.map((i) => zones[i])) * 2).toBeLessThan(shape.shards);
  }
  const stock = stockPlaces(one);
  const isFine =
    narrow(stock, zones) === 0 && most(zones.slice(0, shape.shards)) * 2 < shape.shards && most(nodes.slice(0, shape.shards)) * 2 < shape.shards;
  if (isFine && shape.replicas === 1) expect(places).toEqual(stock);

  const random = new Random(seed);
  for (let died = 0; died < 3; died++) {
    const owners = places.map((place) => (place?.startsWith('master ') && random.chance(0.5) ? place : undefined));
    expect(plan(one, owners)).toEqual(places);
    const all = places.map((place) => (place?.startsWith('master ') || random.chance(0.5) ? place : undefined));
    expect(plan(one, all)).toEqual(places);
  }
  for (const awk of Object.values(AWKS)) expect(plan(one, [], awk)).toEqual(places);
});
