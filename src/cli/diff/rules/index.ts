import { ADDRESSES } from './addresses';
import { AUTH } from './auth';
import { ClusterRow } from './cluster';
import { DURABILITY } from './durability';
import { ENGINE } from './engine';
import { FieldRow } from './field';
import { LAYOUT } from './layout';
import { OTHERS } from './others';
import { ROLLOUTS } from './rollouts';
import { SERVICES } from './services';
import { SHAPE } from './shape';
import { STATEFUL_SETS } from './stateful-sets';
import { TEXTS } from './texts';
import { VOLUMES } from './volumes';
import { WORKLOADS } from './workloads';

/** What becomes of a changed field: the first row that is about it tells. */
export const FIELD_RULES: FieldRow[] = [...STATEFUL_SETS, ...WORKLOADS, ...SERVICES, ...VOLUMES, ...TEXTS, ...ROLLOUTS, ...OTHERS];

/** Which changes of a cluster its data does not take: each row that finds something tells. */
export const CLUSTER_RULES: ClusterRow[] = [...LAYOUT, ...ENGINE, ...SHAPE, ...ADDRESSES, ...AUTH, ...DURABILITY];
