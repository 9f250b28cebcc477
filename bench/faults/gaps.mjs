// The times in which a shard took no write.
const SHORTEST = 60; // ms: less is the rhythm of asking

export class Gaps {
  constructor(shards) {
    this.last = Array(shards).fill(Date.now());
    this.list = Array.from({ length: shards }, () => []);
  }

  /** A write to the shard has been acknowledged just now. */
  taken(shard) {
    const now = Date.now();
    if (now - this.last[shard] > SHORTEST) this.list[shard].push([this.last[shard], now]);
    this.last[shard] = now;
  }

  /** The longest of each shard since then, in seconds, the one that lasts included. */
  longest(since) {
    return this.list.map((gaps, shard) => {
      const all = [...gaps, [this.last[shard], Date.now()]].filter(([, end]) => end >= since);
      return Math.max(...all.map(([start, end]) => end - start)) / 1000;
    });
  }
}
