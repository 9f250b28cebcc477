import { k8s } from '../../../imports/k8s';
import { Settings } from '../settings';
import { MAX_LABEL, MAX_PORT } from './limits';
import { elements, given, Named, repeated, rule, Rule } from './rule';
import { isDnsLabel, isImage, isPortName, isSubdomain, isVariable, isText } from './syntax';
import { isWhole } from './units';

type Container = Named<k8s.Container>;

/** What the server's container is called. */
const OWN_CONTAINER = 'redis';

const containers = ({ sidecars, initContainers }: Settings): Container[] => [
  ...elements('sidecars', sidecars),
  ...elements('initContainers', initContainers),
];

const name = rule<Container>({
  of: containers,
  refused: ({ value }) => !isDnsLabel(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: `lower case letters, digits and inner dashes, at most ${MAX_LABEL}`,
  got: ({ value }) => value.name,
  change: 'rename the container',
});

const ownName = rule<Container>({
  of: containers,
  refused: ({ value }) => value.name === OWN_CONTAINER,
  what: ({ what }) => `${what}.name`,
  allowed: `another name than that of the server's container`,
  got: ({ value }) => value.name,
  change: 'rename the container',
});

const repeatedName = rule<Container>({
  of: (settings) => repeated(containers(settings), ({ value }) => value.name),
  refused: () => true,
  what: ({ what }) => `${what}.name`,
  allowed: 'a name that no other container of the pod has',
  got: ({ value }) => value.name,
  change: 'rename one of the containers',
});

const image = rule<Container>({
  of: containers,
  refused: ({ value }) => !isImage(value.image ?? ''),
  what: ({ what }) => `${what}.image`,
  allowed: 'an image such as "registry.example.com/tool:1.2"',
  got: ({ value }) => value.image,
  change: 'write registry, name and tag as a container runtime reads them',
});

const ports = (settings: Settings) => containers(settings).flatMap(({ what, value }) => elements(`${what}.ports`, value.ports ?? []));

const port = rule<Named<k8s.ContainerPort>>({
  of: ports,
  refused: ({ value }) => !isWhole(value.containerPort, 1, MAX_PORT),
  what: ({ what }) => `${what}.containerPort`,
  allowed: `a whole number from 1 to ${MAX_PORT}`,
  got: ({ value }) => value.containerPort,
  change: 'say on which port the container listens',
});

const portName = rule<Named<k8s.ContainerPort>>({
  of: ports,
  refused: ({ value }) => value.name !== undefined && !isPortName(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: 'lower case letters, digits and inner dashes, with a letter among them, at most 15',
  got: ({ value }) => value.name,
  change: 'rename the port, or leave its name out',
});

/** By what names Services find the server's ports. */
const OWN_PORT_NAMES = ['redis', 'cluster'];

const ownPortName = rule<Named<k8s.ContainerPort>>({
  of: ports,
  refused: ({ value }) => OWN_PORT_NAMES.includes(value.name ?? ''),
  what: ({ what }) => `${what}.name`,
  allowed: `none of ${OWN_PORT_NAMES.join(', ')}`,
  got: ({ value }) => value.name,
  change: "Services find the server's ports by these names, so rename the port",
});

const repeatedPortName = rule<Named<k8s.ContainerPort>>({
  of: (settings) =>
    repeated(
      ports(settings).filter(({ value }) => value.name !== undefined),
      ({ value }) => value.name!,
    ),
  refused: () => true,
  what: ({ what }) => `${what}.name`,
  allowed: 'a name that no other port of the pod has',
  got: ({ value }) => value.name,
  change: 'Services and probes find ports by name, so rename one of them',
});

/** What the scripts of the server's container are told. */
const OWN_VARIABLES = [
  ...[
    'POD_NAME',
    'POD_NAMESPACE',
    'POD_IP',
    'NODE_NAME',
    'SERVICE_NAME',
    'CLUSTER_DOMAIN',
    'PORT',
    'ANNOUNCE_NODE_NAME',
    'LINE_SECONDS',
    'HANDOVER_SECONDS',
    'NAME_SECONDS',
    'MODULES',
  ],
  ...['AUTH_USER', 'AUTH_PASSWORD', 'AUTH_PREVIOUS', 'AUTH_OVERLAP'],
  ...['TLS_SECRET', 'TLS_DIR'],
];

type Variable = Named<k8s.EnvVar>;

const ownVariables = ({ env }: Settings): Variable[] => elements('env', env);

const variables = (settings: Settings): Variable[] => [
  ...ownVariables(settings),
  ...containers(settings).flatMap(({ what, value }) => elements(`${what}.env`, value.env ?? [])),
];

/** kubectl reads no halves of characters. */
const variableValue = rule<Variable>({
  of: variables,
  refused: ({ value }) => value.value !== undefined && !isText(value.value),
  what: ({ what }) => `${what}.value`,
  allowed: 'text without control characters',
  got: ({ value }) => value.value,
  change: 'YAML carries nothing else, so take it from a Secret or a ConfigMap (valueFrom)',
});

const variable = rule<Variable>({
  of: variables,
  refused: ({ value }) => !isVariable(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: 'letters, digits, "_", "-" and ".", without a digit first',
  got: ({ value }) => value.name,
  change: 'rename the variable',
});

const ownVariable = rule<Variable>({
  of: ownVariables,
  refused: ({ value }) => OWN_VARIABLES.includes(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: 'none of the variables that the scripts depend on',
  got: ({ value }) => value.name,
  change: 'rename the variable',
});

const repeatedVariable = rule<Variable>({
  of: (settings) => repeated(ownVariables(settings), ({ value }) => value.name),
  refused: () => true,
  what: ({ what }) => `${what}.name`,
  allowed: 'a name that no other variable has',
  got: ({ value }) => value.name,
  change: 'leave one of the two out',
});

const valueTwice = rule<Variable>({
  of: variables,
  refused: ({ value }) => (value.value ?? '') !== '' && value.valueFrom !== undefined,
  what: ({ what }) => what,
  allowed: 'given either value or valueFrom',
  got: ({ value }) => `value ${JSON.stringify(value.value)} and valueFrom`,
  change: 'leave one of the two out',
});

const imagePullSecret = rule<Named<string>>({
  of: ({ imagePullSecrets }) => elements('imagePullSecrets', imagePullSecrets),
  refused: ({ value }) => !isSubdomain(value),
  what: ({ what }) => what,
  allowed: 'the name of a Secret: lower case letters, digits, inner dashes and dots',
  got: ({ value }) => value,
  change: 'name a Secret of the same namespace',
});

const repeatedSecret = rule<Named<string>>({
  of: ({ imagePullSecrets }) => repeated(elements('imagePullSecrets', imagePullSecrets), ({ value }) => value),
  refused: () => true,
  what: ({ what }) => what,
  allowed: 'a Secret that is not named before',
  got: ({ value }) => value,
  change: 'leave one of the two out',
});

const serviceAccountName = rule<string>({
  of: (settings) => given(settings.serviceAccountName),
  refused: (account) => !isSubdomain(account),
  what: 'serviceAccountName',
  allowed: 'the name of a ServiceAccount: lower case letters, digits, inner dashes and dots',
  change: 'name a ServiceAccount of the same namespace, or leave it out',
});

export const PULL_AND_ACCOUNT: Rule[] = [imagePullSecret, repeatedSecret, serviceAccountName];
export const CONTAINERS: Rule[] = [
  name,
  ownName,
  repeatedName,
  image,
  port,
  portName,
  ownPortName,
  repeatedPortName,
  variable,
  variableValue,
  ownVariable,
  repeatedVariable,
  valueTwice,
];
