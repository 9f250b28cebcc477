// Runs every compiled example in this one process. Each is a program of its own, with its own App, as a user would write it.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const folder = new URL('../build/examples/', import.meta.url).pathname;

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .sort()) {
  require(folder + file);
}
