import type { Shape } from '../awk';
import type { Pod, World } from './world';

/** Where masters and copies are, and whether they could be better placed: counted, not searched. */

/** The pods of each shard, its master first. */
function shardsOf(pods: readonly Pod[]): Pod[][] {
  const masters = pods.filter(({ server }) => server?.isMaster === true && server.ownsSlots(server.id));
  return masters.map((master) => [master, ...pods.filter(({ server }) => server?.self.primary === master.server?.id)]);
}

/** All on one machine, or in one zone. */
export function isNarrow(world: World, shard: readonly Pod[]): boolean {
  return shard.length > 1 && new Set(shard.map(({ machine }) => world.zoneOf(machine))).size === 1;
}

function most(of: readonly string[]): number {
  return Math.max(...of.map((one) => of.filter((other) => other === one).length));
}

/** What is worse than it has to be, at birth. */
export function awry(world: World, pods: readonly Pod[], shape: Shape): string | undefined {
  const machines = pods.map(({ machine }) => machine);
  const zones = machines.map((machine) => world.zoneOf(machine));
  const shards = shardsOf(pods);
  for (const [what, where] of Object.entries({ machines, zones })) {
    const placeOf = (pod: Pod): string => where[pods.indexOf(pod)];
    const narrow = shards.filter((shard) => shape.replicas > 0 && new Set(shard.map(placeOf)).size === 1).length;
    // Each shard needs one pod outside of the fullest place.
    const allowed = shape.replicas > 0 ? Math.max(0, shape.shards - (pods.length - most(where))) : 0;
    if (narrow > allowed) return `${narrow} shards are narrow (${what}), and ${allowed} have to be`;
  }
  const masters = shards.map(([master]) => master.machine);
  const crowd = Math.max(most(masters), most(masters.map((machine) => world.zoneOf(machine))));
  if (crowd * 2 >= shape.shards && mayBeApart(machines, zones, shape)) return `${crowd} masters are crowded in one place`;
  return undefined;
}

/** Every place, kept below half of the masters, still gives enough of them. */
function mayBeApart(machines: readonly string[], zones: readonly string[], { shards }: Shape): boolean {
  const limit = Math.ceil(shards / 2) - 1;
  const sum = (counts: number[]): number => counts.reduce((one, other) => one + other, 0);
  const inZone = (zone: string): number => {
    const within = machines.filter((_, i) => zones[i] === zone);
    return sum([...new Set(within)].map((machine) => Math.min(limit, within.filter((other) => other === machine).length)));
  };
  return sum([...new Set(zones)].map((zone) => Math.min(limit, inZone(zone)))) >= shards;
}

/** Two replicas could change places so that a narrow shard is none any more, and no other becomes one. */
export function mendable(world: World, pods: readonly Pod[]): boolean {
  const shards = shardsOf(pods);
  return shards.some((narrow) => {
    if (!isNarrow(world, narrow)) return false;
    const others = shards.filter((shard) => shard !== narrow);
    return narrow.slice(1).some((one) =>
      others.some((shard) =>
        shard.slice(1).some((other) => {
          const left = [...narrow.filter((pod) => pod !== one), other];
          const right = [...shard.filter((pod) => pod !== other), one];
          return !isNarrow(world, left) && !isNarrow(world, right);
        }),
      ),
    );
  });
}
