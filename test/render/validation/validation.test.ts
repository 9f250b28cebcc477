import { CLUSTER_RULES, CONFIGURATION_RULES, FORMATION_RULES, NODES_RULES, SERVICES_RULES } from '../../../src/render/validation';
import { ACCESS } from './access.cases';
import { AUTH } from './auth.cases';
import { ENGINES, PORTS, TIMES, TOPOLOGY } from './cluster.cases';
import { DIRECTIVES } from './directives.cases';
import { FORMATION } from './formation.cases';
import { KEEPER } from './keeper.cases';
import { METADATA } from './metadata.cases';
import { MODULES } from './modules.cases';
import { NAMES } from './names.cases';
import { PLACEMENT } from './placement.cases';
import { CONTAINERS, VOLUMES } from './pods.cases';
import { problemsOf, recorded, Refusal } from './refusals';
import { RESOURCES, STORAGES } from './storage.cases';
import { TLS } from './tls.cases';
import { ZONES } from './zones.cases';

const REFUSALS: Refusal[] = [
  ...NAMES,
  ...TOPOLOGY,
  ...PORTS,
  ...ENGINES,
  ...AUTH,
  ...TIMES,
  ...RESOURCES,
  ...STORAGES,
  ...METADATA,
  ...CONTAINERS,
  ...VOLUMES,
  ...PLACEMENT,
  ...FORMATION,
  ...KEEPER,
  ...ACCESS,
  ...ZONES,
  ...MODULES,
  ...DIRECTIVES,
  ...TLS,
];

const silent = recorded({ CLUSTER_RULES, CONFIGURATION_RULES, SERVICES_RULES, NODES_RULES, FORMATION_RULES });

test.each(REFUSALS)('$wrong', (refusal) => {
  expect(problemsOf(refusal)).toEqual(refusal.says);
});

test('every rule has refused something above', () => {
  expect(silent()).toEqual([]);
});
