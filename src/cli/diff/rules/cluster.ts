import { Cluster, ClusterPair } from '../clusters';
import { Finding, Outlook } from '../finding';
import { title } from '../objects';

/** One row of the tables that tell which changes the data does not take. */
export interface ClusterRow {
  /** What changes, nothing where that does not. */
  readonly changes: (pair: ClusterPair) => readonly string[];
  readonly why: string | ((pair: ClusterPair) => string);
  readonly steps: (pair: ClusterPair) => string[];

  /** Whether the other rows have nothing to say where this one has: they take pods of both sides for the same. */
  readonly alone?: boolean;
}

export function judgeCluster(rows: readonly ClusterRow[], pair: ClusterPair): Finding[] {
  const found = rows.map((row) => ({ row, changes: row.changes(pair) })).filter(({ changes }) => changes.length > 0);
  const alone = found.filter(({ row }) => row.alone);
  return (alone.length > 0 ? alone : found).map(({ row, changes }) => {
    const why = typeof row.why === 'string' ? row.why : row.why(pair);
    return { outlook: Outlook.DATA, object: title(pair.now.statefulSet), changes, why, steps: row.steps(pair) };
  });
}

/** The change of something that both sides say; nothing where one does not. */
export function changeOf(pair: ClusterPair, what: string, value: (cluster: Cluster) => string | number | undefined): string[] {
  const [old, now] = [value(pair.old), value(pair.now)];
  return old === undefined || now === undefined || old === now ? [] : [`${what}: ${old} -> ${now}`];
}

/** Where nothing else helps. */
export function besides(how = 'copy the keys over'): string[] {
  return [`apply NEW under another name, beside the old cluster; ${how}; lead the clients there; remove the old one`];
}
