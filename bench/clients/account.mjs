// What an event was to a client, from its writes: { shard, begun, ended, result }.
const LEAD = 500; // ms: what was begun so shortly before an event meets it
const succeeded = ({ result }) => result === 'ok';

/**
 * @param writes all of them, in the order in which they ended
 * @param shards how many shards there are
 * @param from when the event was
 * @param until when its account is closed
 * @param healthy when the servers were well again
 * @returns errors: the texts of the errors that the caller saw; hung: how many writes did not end; gap: the longest time without a success on some shard, in seconds;
 * back: seconds from healthy to the first success on the slowest shard, Infinity where there was none
 */
export function account(writes, shards, from, until, healthy) {
  const concerned = writes.filter(({ begun }) => begun >= from - LEAD && begun < until - LEAD);
  const results = concerned.map(({ result }) => result);
  const ends = Array.from({ length: shards }, (_, shard) =>
    writes.filter((write) => write.shard === shard && succeeded(write) && write.ended < until).map(({ ended }) => ended),
  );
  return {
    errors: results.filter((result) => !['ok', 'hung'].includes(result)),
    hung: results.filter((result) => result === 'hung').length,
    gap: Math.max(...ends.map((times) => longestGap(times, from, until))) / 1000,
    back: Math.max(...ends.map((times) => (times.find((time) => time >= healthy) ?? Infinity) - healthy)) / 1000,
  };
}

/** From the last success before the event on. */
function longestGap(times, from, until) {
  const last = times.filter((time) => time < from).at(-1) ?? from;
  const marks = [last, ...times.filter((time) => time >= from), until];
  return Math.max(...marks.slice(1).map((time, i) => time - marks[i]));
}

/** Whether each shard has had a success since then. */
export function servedSince(writes, shards, moment) {
  return Array.from({ length: shards }, (_, shard) => shard).every((shard) =>
    writes.some((write) => write.shard === shard && succeeded(write) && write.ended >= moment),
  );
}
