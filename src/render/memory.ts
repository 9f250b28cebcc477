import { Size, SizeRoundingBehavior } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';

/**
 * The share of a container's memory limit that its keys may take.
 *
 * What `maxmemory` does not count has to fit beside it, or the kernel kills the server: pages that are written while a forked child saves, rewrites the append-only
 * file or feeds a new replica (copy-on-write: with ordinary write rates a fifth or less, at worst the whole data set again), the output buffers of replicas, the
 * buffer of the append-only file, and what the allocator loses to fragmentation (a tenth is common). Managed services reserve 25 % as a rule, and advise 30 % for small nodes
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html). Containers are small nodes: 30 % is left free.
 * A write-heavy cluster sets `maxMemory` lower.
 */
export const MAX_MEMORY_SHARE = 0.7;

/**
 * The share of the maximum memory that the replication backlog has. The engine counts the backlog as memory in use, so the keys have that much less. A pod that restarts is
 * away for some seconds, for which a tenth of all that a server holds is enough at any rate of writes that fills the server in no less than a minute or two.
 */
export const BACKLOG_SHARE = 0.1;

/** The engine's own default, and the least that makes sense. */
const MIN_BACKLOG_BYTES = 1024 ** 2;

/** Where nothing bounds the keys: a minute at 1 MiB of writes a second. */
const UNBOUNDED_BACKLOG_BYTES = 64 * 1024 ** 2;

/** How much of what was last written a server keeps for replicas that were away, in bytes. */
export function backlogBytes(chosen: Size | undefined, maximum: number | undefined): number {
  if (chosen) return bytes(chosen);
  return maximum === undefined ? UNBOUNDED_BACKLOG_BYTES : Math.max(MIN_BACKLOG_BYTES, Math.floor(maximum * BACKLOG_SHARE));
}

/** What a server's keys may take, in bytes: what was chosen, or the share of the memory limit. Without either there is no maximum. */
export function maxMemoryBytes(chosen: Size | undefined, { memory }: ContainerResources): number | undefined {
  if (chosen) return bytes(chosen);
  return memory?.limit && Math.floor(bytes(memory.limit) * MAX_MEMORY_SHARE);
}

/** A size in whole bytes. */
export function bytes(size: Size): number {
  return Math.floor(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
}
