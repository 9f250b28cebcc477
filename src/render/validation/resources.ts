import { Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import { maxMemoryBytes } from '../memory';
import { Settings } from '../settings';
import { MAX_SIZE, MIN_BACKLOG, MIN_MAX_MEMORY, MIN_MEMORY_LIMIT } from './limits';
import { given, Named, rule, Rule } from './rule';
import { show } from './show';
import { bytes, isWhole, millicores } from './units';

/** The most processor time that anybody has in one machine, in thousandths of a core. */
const MAX_MILLICORES = 1_000_000;

/** Kubernetes reads no exponents before a unit, and no less than a byte. */
export function isSize(size: Size): boolean {
  return /^\d+(\.\d+)?[KMGTP]i$/.test(size.asString()) && bytes(size) >= 1 && bytes(size) <= bytes(MAX_SIZE);
}

/** What every size has to be. */
export const ANY_SIZE = `a size above zero, at most ${show(MAX_SIZE)}, written without an exponent`;

/** An amount of a resource that can be stated, named as users find it. */
type Kind = 'cpu' | 'memory' | 'ephemeralStorage';
type Amounts = { readonly request?: Cpu | Size; readonly limit?: Cpu | Size } | undefined;

const KINDS: Kind[] = ['cpu', 'memory', 'ephemeralStorage'];

const amountOf = (value: Cpu | Size) => (value instanceof Size ? bytes(value) : millicores(value));
const shown = (value: Cpu | Size) => (value instanceof Size ? show(value) : value.amount);
const isAmount = (value: Cpu | Size) => (value instanceof Size ? isSize(value) : isWhole(millicores(value), 1, MAX_MILLICORES));

function amounts(what: string, resources: ContainerResources | undefined): Named<Cpu | Size>[] {
  return KINDS.flatMap((kind) =>
    (['request', 'limit'] as const).flatMap((bound) => {
      const value = (resources?.[kind] as Amounts)?.[bound];
      return value === undefined ? [] : [{ what: `${what}.${kind}.${bound}`, value }];
    }),
  );
}

/** Requests and limits of one container: sound amounts, no request above its limit. */
export function resourceRules(what: string, of: (settings: Settings) => ContainerResources | undefined): Rule[] {
  return [
    rule<Named<Cpu | Size>>({
      of: (settings) => amounts(what, of(settings)),
      refused: ({ value }) => !isAmount(value),
      what: (amount) => amount.what,
      allowed: ({ value }) => (value instanceof Size ? ANY_SIZE : `a whole number of millicores from 1m to ${MAX_MILLICORES}m`),
      got: ({ value }) => (value instanceof Size ? value : shown(value)),
      change: 'Kubernetes takes nothing finer or larger',
    }),
    rule<Kind>({
      of: () => KINDS,
      refused: (kind, settings) => {
        const { request, limit } = (of(settings)?.[kind] as Amounts) ?? {};
        return request !== undefined && limit !== undefined && amountOf(request) > amountOf(limit);
      },
      what: (kind) => `${what}.${kind}.request`,
      allowed: (kind, settings) => `at most the limit, which is ${shown((of(settings)![kind] as Amounts)!.limit!)}`,
      got: (kind, settings) => shown((of(settings)![kind] as Amounts)!.request!),
      change: 'lower the request or raise the limit',
    }),
  ];
}

const memoryLimit = rule<Size>({
  of: ({ resources }) => given(resources.memory?.limit),
  refused: (limit) => isSize(limit) && bytes(limit) < bytes(MIN_MEMORY_LIMIT),
  what: 'resources.memory.limit',
  allowed: `at least ${show(MIN_MEMORY_LIMIT)}`,
  change: 'an empty server and its probes need as much, so raise it',
});

const maxMemorySize = rule<Size>({
  of: ({ maxMemory }) => given(maxMemory),
  refused: (size) => !isSize(size) || bytes(size) < bytes(MIN_MAX_MEMORY),
  what: 'maxMemory',
  allowed: `at least ${show(MIN_MAX_MEMORY)}, at most ${show(MAX_SIZE)}, written without an exponent`,
  change: 'with less an empty server refuses writes already',
});

const maxMemoryFits = rule<Size>({
  of: ({ maxMemory }) => given(maxMemory),
  refused: (size, { resources }) => resources.memory?.limit !== undefined && bytes(size) >= bytes(resources.memory.limit),
  what: 'maxMemory',
  allowed: (_, { resources }) => `less than the memory limit, which is ${show(resources.memory!.limit)}`,
  change: 'buffers, a fork and fragmentation come on top, so lower it (70 % of the limit is the default) or raise the limit',
});

const backlogSize = rule<Size>({
  of: ({ replicationBacklog }) => given(replicationBacklog),
  refused: (size) => !isSize(size) || bytes(size) < bytes(MIN_BACKLOG),
  what: 'replicationBacklog',
  allowed: `at least ${show(MIN_BACKLOG)}, at most ${show(MAX_SIZE)}, written without an exponent`,
  change: 'with less every replica that was away copies everything, so raise it',
});

const backlogFits = rule<Size>({
  of: ({ replicationBacklog }) => given(replicationBacklog),
  refused: (size, { maxMemory, resources }) => bytes(size) * 2 > (maxMemoryBytes(maxMemory, resources) ?? Infinity),
  what: 'replicationBacklog',
  allowed: (_, { maxMemory, resources }) => `at most half of the maximum memory, which is ${maxMemoryBytes(maxMemory, resources)} bytes`,
  change: 'it counts against that maximum, so lower it or raise maxMemory',
});

export const MAX_MEMORY = [maxMemorySize, backlogSize, backlogFits];
export const RESOURCES = [...resourceRules('resources', ({ resources }) => resources), memoryLimit];
export const MAX_MEMORY_IN_LIMIT = [maxMemoryFits];
