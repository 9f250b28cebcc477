// bench/results/faults-<engine>-<volume>[-<security>][-<layout>]: the table, and below it each run. A row that is measured again replaces what was there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { circumstances } from './circumstances.mjs';
import { environment } from './environment.mjs';
import { ROWS } from './rows.mjs';
import { nameOf } from './stage.mjs';
import { summarize } from './verdict.mjs';

const FOLDER = new URL('../results/', import.meta.url).pathname;

const HEAD = `gap: the longest time in which a shard took no write, as the servers offer it; client: as a stock ioredis client gets it (median, worst; seconds).
healed: until every server says so, counted from the fault, from the moment the last pod runs, from the node's or the link's return; keeper: until its Deployment says so.
lost: writes for which WAIT 1 had returned 1; without WAIT an acknowledged write has no promise. errors: of the client, and those that one retry did not cure.
late: how late the writes themselves came, which is in the gaps. load: the machine's load average, the most of all runs; "!" is too much for its seconds to count.`;

export class Report {
  constructor(place) {
    const { engine, volume, security, layout } = place;
    this.file = `${FOLDER}faults-${nameOf(place)}`;
    this.title = `Faults: ${engine} on ${volume}${security === 'none' ? '' : `, ${security}`}${layout === 'single' ? '' : ', a StatefulSet for each shard'}`;
    this.results = existsSync(`${this.file}.json`) ? JSON.parse(readFileSync(`${this.file}.json`, 'utf8')) : [];
    this.begun = new Set();
  }

  add(result) {
    const key = keyOf(result);
    if (!this.begun.has(key)) this.results = this.results.filter((other) => keyOf(other) !== key);
    this.begun.add(key);
    this.results.push({ ...result, logs: undefined });
    this.write();
  }

  write() {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${this.file}.json`, `[\n${this.results.map((result) => JSON.stringify(result)).join(',\n')}\n]\n`);
    writeFileSync(`${this.file}.txt`, `${this.text()}\n`);
  }

  text() {
    const facts = this.results.find((result) => result.image);
    const about = facts ? `${facts.image}, node timeout ${facts.nodeTimeout} ms, 3 shards with a replica each. ${environment.note}`.trim() : '';
    return [this.title, about, HEAD, '', table(this.lines())].join('\n');
  }

  lines() {
    const keys = [...new Set(this.results.map(keyOf))];
    const order = (key) => ROWS.findIndex((row) => row.id === key.split(' ')[0]);
    return keys
      .sort((a, b) => order(a) - order(b))
      .map((key) => {
        const results = this.results.filter((result) => keyOf(result) === key);
        return summarize(ROWS.find((row) => row.id === results[0].row) ?? results[0].rules, results);
      });
  }
}

const keyOf = (result) => result.row + circumstances(result);

export function table(lines) {
  if (!lines.length) return '(nothing measured)';
  const columns = Object.keys(lines[0]);
  const width = (column) => Math.max(column.length, ...lines.map((line) => String(line[column]).length));
  const format = (line) =>
    columns
      .map((column) => String(line[column]).padEnd(width(column)))
      .join('  ')
      .trimEnd();
  return [format(Object.fromEntries(columns.map((column) => [column, column]))), ...lines.map(format)].join('\n');
}
