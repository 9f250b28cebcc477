import { ClusterPair } from '../clusters';
import { compareVersions, EngineOfImage, engineOf } from '../engine-of';
import { besides, ClusterRow } from './cluster';

const BY_VALUE = 'copy the keys over with a tool that writes values anew, since DUMP and RESTORE carry the version of the format as well';

/** The last version of Redis whose files Valkey reads: what came after is under another licence, and another format. */
const LAST_COMMON: EngineOfImage['version'] = [7, 2];

const older: ClusterRow = engineRow(
  (old, now) => old.family === now.family && compareVersions(now.version, old.version) < 0,
  'an older server refuses what a newer one wrote, wherever the format has changed between them: its volume, and the full sync from a master that is still newer. The rollout stops at its first pod',
);

const toValkey: ClusterRow = engineRow(
  (old, now) => old.family === 'redis' && now.family === 'valkey' && compareVersions(old.version, LAST_COMMON) > 0,
  'Valkey reads what Redis up to 7.2 wrote, and nothing newer: neither its volume nor a full sync. The rollout stops at its first pod',
);

const toRedis: ClusterRow = engineRow(
  (old, now) => old.family === 'valkey' && now.family === 'redis',
  'no version of Redis promises to read what Valkey wrote, and none reads what Valkey 9 did',
);

const unreadable: ClusterRow = {
  changes: ({ old, now }) =>
    name(old.image) !== name(now.image) && !(engineOf(old.image) && engineOf(now.image)) ? [`image: ${old.image} -> ${now.image}`] : [],
  why: 'which engine and which version these are, their names and tags do not say',
  steps: () => ['make sure that the server does not get older, and that it is no other engine; then this is a rollout like any other'],
};

export const ENGINE = [older, toValkey, toRedis, unreadable];

function engineRow(refused: (old: EngineOfImage, now: EngineOfImage) => boolean, why: string): ClusterRow {
  return {
    changes: ({ old, now }: ClusterPair) => {
      const [before, after] = [engineOf(old.image), engineOf(now.image)];
      return before && after && refused(before, after) ? [`image: ${old.image} -> ${now.image}`] : [];
    },
    why,
    steps: () => besides(BY_VALUE),
  };
}

/** Without the digest: pinning an image, or pinning it anew, does not change what its tag says. */
function name(image: string): string {
  return image.replace(/@.*/, '');
}
