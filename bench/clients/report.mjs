// The results as text.
import { environment } from '../faults/environment.mjs';
import { table } from '../faults/report.mjs';
import { LIMIT } from './client.mjs';
import { EVENTS, WATCH } from './scene.mjs';

/** What is seen of an error: its first words tell which it is. */
const WORDS = 70;

export function report({ scenes, kinds, leftOut, nodes, server }) {
  const { image, version, nodeTimeout } = scenes[0].scene.cluster.facts;
  const rounds = scenes[0].results.filter(({ client, event }) => client === scenes[0].scene.clients[0] && event === EVENTS[0].id).length;
  const load = Math.max(...scenes.map(({ scene }) => scene.load));
  return `Clients: what they make of a planned handover, and of new addresses for all servers
${new Date().toISOString().slice(0, 10)}, ${image} (${version}), node timeout ${nodeTimeout} ms, 3 shards with a replica each on persistent volumes; Kubernetes ${server}, ${nodes} nodes, load average ${load.toFixed(1)} at most.${environment.note && ` ${environment.note}`}
${kinds.map(({ id, version: pinned }) => `${id} ${pinned}`).join(', ')}. All run side by side, each twice: with its defaults, and with the options below. Each begins with ${scenes[0].scene.hosts.join(' and ')}.
One write per 100 ms and client in a task of its own, the three shards in turn: a gap of 0.3 s is none. ${rounds === 1 ? 'One round' : `${rounds} rounds`}, in each of them with new clients every time:
handover: CLUSTER FAILOVER on a replica.
deleted: all six pods at once, with the grace period that they have: within it masters wait for their replicas to be back, and hand over.
lost: all six pods at once, with a grace period of 1 s: nobody is left, and all come back at new addresses.
err: errors that the caller saw, of all rounds. hung: writes that had not ended after ${LIMIT / 1000} s, of all rounds. gap: the longest time without a success on some shard, seconds, from the best round to the worst;
what all clients have in common is the servers' own.
back: seconds from "all six servers say cluster_state:ok, and links are up" to the first success on the slowest shard, each round; never: not within ${WATCH} s.

${scenes.map(part).join('\n\n')}

The options:
${kinds.map(({ id, documented }) => `  ${id.padEnd(10)}  ${documented}`).join('\n')}${leftOut.map((line) => `\n${line}`).join('')}`;
}

function part({ scene, results }) {
  const lines = scene.clients.map((client) => {
    const of = (event) => results.filter((result) => result.client === client && result.event === event);
    const columns = EVENTS.map(({ id }) => [`${id}: err / hung / gap`, summary(of(id))]);
    return {
      client: client.kind.id,
      options: client.documented ? 'documented' : 'defaults',
      ...Object.fromEntries(columns),
      back: of('lost')
        .map(({ back }) => (back === Infinity ? 'never' : back.toFixed(1)))
        .join(' '),
      'most frequent error': frequent(results.filter((result) => result.client === client).flatMap(({ errors }) => errors)),
    };
  });
  const outages = EVENTS.slice(1).map(({ id }) => `${id} ${outagesOf(results, id)}`);
  return `Servers announce ${scene.endpoint === 'ip' ? 'addresses (ip)' : 'names (hostname)'}. Seconds until they were healthy: ${outages.join('; ')}.\n${table(lines)}`;
}

function outagesOf(results, id) {
  const { client } = results[0];
  const own = results.filter((result) => result.client === client && result.event === id);
  return own.map(({ outage }) => outage.toFixed(1)).join(', ');
}

/** One cell of all rounds: how many errors and hanging writes together, and the gap, from the best round to the worst. */
function summary(accounts) {
  const sum = (count) => accounts.reduce((total, each) => total + count(each), 0);
  const gaps = accounts.map(({ gap }) => gap);
  const range = [...new Set([Math.min(...gaps), Math.max(...gaps)].map((gap) => gap.toFixed(1)))].join('-');
  return `${sum(({ errors }) => errors.length)} / ${sum(({ hung }) => hung)} / ${range}`;
}

function frequent(errors) {
  const counts = new Map();
  for (const text of errors) {
    // Addresses and names differ from one to the next.
    const words = text
      .replace(/\d+(\.\d+){3}/g, '<ip>')
      .replace(/\s+/g, ' ')
      .slice(0, WORDS);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '-';
}
