/** Random choices that a seed makes again (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from low to high, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.between(0, of.length - 1)];
  }

  shuffled<T>(of: readonly T[]): T[] {
    const result = [...of];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.between(0, i);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  /** A node id: 40 hexadecimal digits. */
  id(): string {
    let id = '';
    while (id.length < 40) id += this.between(0, 0xffff).toString(16).padStart(4, '0');
    return id;
  }
}
