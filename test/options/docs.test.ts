import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ROOT = `${__dirname}/../..`;
const written = execFileSync(process.execPath, [`${ROOT}/tools/options.mjs`], { encoding: 'utf8' });

test('docs/options.md is what the docstrings say: node tools/options.mjs > docs/options.md', () => {
  expect(readFileSync(`${ROOT}/docs/options.md`, 'utf8')).toBe(written);
});

test('every prop, choice and value is described, and every optional prop has a default', () => {
  const rows = written.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter((row) => /\|\s*\|/.test(row))).toEqual([]);
});
