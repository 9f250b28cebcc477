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

/** What a server's keys may take, in bytes: what was chosen, or the share of the memory limit. Without either there is no maximum. */
export function maxMemoryBytes(chosen: Size | undefined, { memory }: ContainerResources): number | undefined {
  if (chosen) return bytes(chosen);
  return memory?.limit && Math.floor(bytes(memory.limit) * MAX_MEMORY_SHARE);
}

/** A size in whole bytes. */
export function bytes(size: Size): number {
  return Math.floor(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
}
