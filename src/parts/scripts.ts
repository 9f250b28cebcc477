import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from '../render/checksum';

/** Scripts as a ConfigMap carries them, and a fingerprint of them all. */
export interface Scripts {
  readonly files: { readonly [name: string]: string };
  readonly checksum: string;
}

const FOLDER = join(__dirname, '..', 'scripts');
const SCRIPT = /\.(sh|awk)$/;

/** Read once per process: a thousand clusters share the same text. */
const known = new Map<string, Scripts>();

/** What runs in the pods that hold data. */
export function nodeScripts(): Scripts {
  return read('node');
}

/** What runs in the pods that manage. */
export function managerScripts(): Scripts {
  return read('manager', 'manager/plan');
}

/** The scripts of some folders, under their plain names, and those that all of them source. */
function read(...folders: string[]): Scripts {
  const key = folders.join();
  const scripts = known.get(key) ?? load(folders);
  known.set(key, scripts);
  return scripts;
}

function load(folders: string[]): Scripts {
  const inFolders = folders.flatMap((folder) => readdirSync(join(FOLDER, folder)).map((name) => join(folder, name)));
  const paths = ['lib.sh', 'certificates.sh', ...inFolders.filter((path) => SCRIPT.test(path))];
  const entries = paths.map((path) => [path.slice(path.lastIndexOf('/') + 1), readFileSync(join(FOLDER, path), 'utf8')] as const).sort();
  return { files: Object.fromEntries(entries), checksum: checksum(...entries.flat()) };
}
