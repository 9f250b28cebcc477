import { IConstruct } from 'constructs';
import { Settings } from '../settings';
import { ACCESS } from './access';
import { AUTH } from './auth';
import { claimNames, takenNames } from './claimed-names';
import { CONTAINERS, PULL_AND_ACCOUNT } from './containers';
import { DIRECTIVES } from './directives';
import { ENGINE } from './engine';
import { FORMATION } from './formation';
import { KEEPER } from './keeper';
import { METADATA, POD_METADATA, SERVICE_METADATA } from './metadata';
import { CLUSTER_NAMES, CONFIGURATION_NAMES, FORMATION_NAMES, NODES_NAMES, SERVICES_NAMES } from './names';
import { MODULES } from './modules';
import { NODE_PLACEMENT } from './placement';
import { FOREIGN_PORTS, PORTS, SIDECAR_PORTS } from './ports';
import { MAX_MEMORY, MAX_MEMORY_IN_LIMIT, RESOURCES } from './resources';
import { SERVICE_TYPE, UPDATES } from './rollout';
import { Rule } from './rule';
import { STORAGE } from './storage';
import { NODE_TIMEOUT, PERSISTENCE, POD_TIMING, SERVER_TIMING } from './timing';
import { TLS, TLS_NAMES } from './tls';
import { ENOUGH_REPLICAS, LAYOUT, MIN_REPLICAS, TOPOLOGY } from './topology';
import { VOLUMES } from './volumes';
import { ZONES } from './zones';

const CONFIGURATION = [
  ...ENGINE,
  ...AUTH,
  ...PORTS,
  ...PERSISTENCE,
  ...MAX_MEMORY,
  ...NODE_TIMEOUT,
  ...MIN_REPLICAS,
  ...SERVER_TIMING,
  ...TLS,
  ...MODULES,
  ...DIRECTIVES,
];
const SERVICES = [...SERVICE_TYPE, ...SERVICE_METADATA];
const PODS = [...POD_METADATA, ...PULL_AND_ACCOUNT];
const NODES = [...STORAGE, ...LAYOUT, ...NODE_PLACEMENT, ...RESOURCES, ...POD_TIMING, ...CONTAINERS, ...SIDECAR_PORTS, ...VOLUMES, ...UPDATES];

/** The rule table of each construct that users can make. The rules of a part are those of the cluster that concern it. */
export const CLUSTER_RULES: Rule[] = [
  ...CLUSTER_NAMES,
  ...TOPOLOGY,
  ...CONFIGURATION,
  ...TLS_NAMES,
  ...ENOUGH_REPLICAS,
  ...NODES,
  ...MAX_MEMORY_IN_LIMIT,
  ...METADATA,
  ...PODS,
  ...SERVICES,
  ...FORMATION,
  ...ZONES,
  ...KEEPER,
  ...ACCESS,
];
export const CONFIGURATION_RULES: Rule[] = [...CONFIGURATION_NAMES, ...CONFIGURATION, ...METADATA];
export const SERVICES_RULES: Rule[] = [...SERVICES_NAMES, ...PORTS, ...METADATA, ...SERVICES];
export const NODES_RULES: Rule[] = [...NODES_NAMES, ...TOPOLOGY, ...NODES, ...METADATA, ...PODS];
export const FORMATION_RULES: Rule[] = [
  ...FORMATION_NAMES,
  ...TOPOLOGY,
  ...ENGINE,
  ...AUTH,
  ...FOREIGN_PORTS,
  ...TLS,
  ...NODE_TIMEOUT,
  ...METADATA,
  ...PODS,
  ...FORMATION,
  ...ZONES,
];

/**
 * Judges everything that was chosen at once, before anything is made of it.
 *
 * @param construct what is being made; its path is in the error, and from now on the names of its objects are its own
 * @param kind what it is called
 * @param rules the rule table
 * @param settings what was chosen, with defaults filled in
 * @throws one error that lists every problem
 */
export function validate(construct: IConstruct, kind: string, rules: Rule[], settings: Settings): void {
  const problems = [...rules.flatMap((rule) => rule(settings)), ...takenNames(construct, settings)];
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    throw new Error(`${count} with ${kind} ${construct.node.path}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  claimNames(construct, settings);
}
