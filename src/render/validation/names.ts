import { Settings } from '../settings';
import { serverSets } from '../topology';
import { JOB_HASH_LENGTH, MAX_HOST, MAX_LABEL, REVISION_HASH_LENGTH } from './limits';
import { given, rule, Rule } from './rule';
import { isDnsLabel, isDomain, isServiceName } from './syntax';

/** What is put behind the name, and where that matters. */
interface Suffix {
  readonly suffix: string;
  readonly where: string;
}

const OF_LABEL = { suffix: '', where: 'a label of every object' };
const OF_SERVICE = { suffix: '-nodes', where: 'the name of the headless Service' };
const OF_JOB = { suffix: `-form-${'h'.repeat(JOB_HASH_LENGTH)}`, where: "the Job's name" };

/** Each StatefulSet gives its pods a label of its own name. */
function ofPod(settings: Settings): Suffix {
  const [last] = serverSets(settings).slice(-1);
  const set = last?.shard === undefined ? '' : `-${last.shard}`;
  return { suffix: `${set}-${'h'.repeat(REVISION_HASH_LENGTH)}`, where: "the pods' label controller-revision-hash" };
}

const longestWith = ({ suffix }: Suffix) => MAX_LABEL - suffix.length;

/** The name is what `name` says, or the construct id where nothing is said. */
const nameOf = ({ nameIsId }: Settings) => (nameIsId ? 'the construct id, from which the name is taken,' : 'name');
const changeName = (fault: string) => (_: string, settings: Settings) => (settings.nameIsId ? `${fault}: set name` : fault);

function nameLength(suffixOf: (settings: Settings) => Suffix): Rule {
  return rule<string>({
    of: ({ name }) => [name],
    refused: (name, settings) => name.length > longestWith(suffixOf(settings)),
    what: (_, settings) => nameOf(settings),
    allowed: (_, settings) => `at most ${longestWith(suffixOf(settings))} characters long`,
    got: (name) => name,
    change: (name, settings) => {
      const { suffix, where } = suffixOf(settings);
      return changeName(`with ${suffix.length} more it is ${where}, which ends at ${MAX_LABEL}; take a shorter one`)(name, settings);
    },
  });
}

const anyName = rule<string>({
  of: ({ name }) => [name],
  refused: (name) => name.length <= MAX_LABEL && !isDnsLabel(name),
  what: (_, settings) => nameOf(settings),
  allowed: 'lower case letters, digits and inner dashes',
  change: changeName('Kubernetes names its objects so'),
});

const serviceLikeName = rule<string>({
  of: ({ name }) => [name],
  refused: (name) => name.length <= MAX_LABEL && !isServiceName(name),
  what: (_, settings) => nameOf(settings),
  allowed: 'lower case letters, digits and inner dashes, with a letter first',
  change: changeName('Services are named so'),
});

const serviceName = rule<string>({
  of: (settings) => [settings.serviceName],
  refused: (name) => !isServiceName(name),
  what: 'serviceName',
  allowed: `lower case letters, digits and inner dashes, with a letter first, at most ${MAX_LABEL}`,
  change: 'Services are named so',
});

const namespace = rule<string>({
  of: (settings) => given(settings.namespace),
  refused: (name) => !isDnsLabel(name),
  what: 'namespace of the chart',
  allowed: `lower case letters, digits and inner dashes, at most ${MAX_LABEL}`,
  change: 'set another one on the chart',
});

const clusterDomain = rule<string>({
  of: (settings) => [settings.clusterDomain],
  refused: (domain) => !isDomain(domain),
  what: 'clusterDomain',
  allowed: 'DNS labels with dots between them',
  change: 'use the domain of the cluster\'s DNS, such as "cluster.local", without a dot at either end',
});

/** The name by which a pod announces itself. Where the namespace is not known, the longest there is. */
function longestHost({ name, layout, serviceName: service, namespace: ns = 'n'.repeat(MAX_LABEL), clusterDomain: domain }: Settings): string {
  return `${name}${layout.perShard ? '-499-1' : '-999'}.${service}.${ns}.svc.${domain}`;
}

const hostLength = rule<string>({
  of: (settings) => [settings.clusterDomain],
  refused: (domain, settings) => isDomain(domain) && longestHost(settings).length > MAX_HOST,
  what: 'clusterDomain',
  allowed: (domain, settings) => `at most ${Math.max(0, MAX_HOST - longestHost(settings).length + domain.length)} characters long beside these names`,
  got: (domain) => domain,
  change: `a pod's host name ends at ${MAX_HOST}, so shorten it, the name or the namespace`,
});

const everywhere = [namespace];
const hosts = [clusterDomain, hostLength];

/** Names, as far as each construct makes some. A cluster makes them all, so the shortest limit is the one to tell. */
export const CLUSTER_NAMES = [
  ...everywhere,
  ...hosts,
  serviceLikeName,
  nameLength((settings) => (settings.formation.options ? OF_JOB : ofPod(settings))),
];
export const CONFIGURATION_NAMES = [...everywhere, anyName, nameLength(() => OF_LABEL)];
export const SERVICES_NAMES = [...everywhere, serviceLikeName, nameLength(() => OF_SERVICE)];
export const NODES_NAMES = [...everywhere, ...hosts, serviceLikeName, nameLength(ofPod)];
export const FORMATION_NAMES = [...everywhere, ...hosts, anyName, nameLength(() => OF_JOB), serviceName];
