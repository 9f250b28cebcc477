import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGER } from '../awk';
import { execute } from './commands';
import type { Pod, World } from './world';

/** What the real manager asks every node. */
const QUESTIONS = questions();

function questions(): string[] {
  const found = /^:set \\"@node [^\n]*\n([^"]*)"/m.exec(readFileSync(join(MANAGER, 'tours.sh'), 'utf8'));
  if (found === null) throw new Error('tours.sh has no questions after :set "@node ..."');
  return found[1].split('\n');
}

/** A snapshot begins with the names of all. */
export function names(pods: readonly Pod[]): string {
  return pods.map((pod) => `${name(pod)}\n`).join('');
}

/** Before it come the zones. */
export function zones(world: World): string {
  return [...world.zones].map(([machine, zone]) => `@zone ${machine} ${zone}\n`).join('');
}

function name(pod: Pod): string {
  return `@node ${pod.ordinal} ${pod.name} ${pod.host}`;
}

/** One node's part of a snapshot: what answers under its name, if anybody does. */
export function observe(world: World, pod: Pod): string {
  const address = world.resolve(pod.host);
  const server = address === undefined ? undefined : world.reach(address);
  if (server === undefined) return '';
  return [name(pod), ...QUESTIONS.map((question) => execute(server, question)), ''].join('\n');
}
