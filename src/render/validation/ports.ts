import { k8s } from '../../../imports/k8s';
import { Settings } from '../settings';
import { MAX_PORT, MIN_PORT } from './limits';
import { elements, Named, repeated, rule } from './rule';
import { isWhole } from './units';

const PORT_RANGE = `a whole number from ${MIN_PORT} to ${MAX_PORT}`;

const port = rule<number>({
  of: (settings) => [settings.port],
  refused: (number) => !isWhole(number, MIN_PORT, MAX_PORT),
  what: 'port',
  allowed: PORT_RANGE,
  change: 'the servers run without the right to listen below, so choose another; Redis has 6379',
});

const busPort = rule<number>({
  of: (settings) => [settings.busPort],
  refused: (number, settings) => isWhole(settings.port, MIN_PORT, MAX_PORT) && !isWhole(number, MIN_PORT, MAX_PORT),
  what: 'busPort',
  allowed: PORT_RANGE,
  change: 'it is port + 10000 unless it is set, so set it',
});

const samePort = rule<number>({
  of: (settings) => [settings.busPort],
  refused: (number, settings) => number === settings.port,
  what: 'busPort',
  allowed: 'another port than port',
  change: 'the servers talk to each other on a port of its own, so set another',
});

/** A port that something in the pod listens on, named as users find it. */
type Listener = Named<k8s.ContainerPort>;

function listeners({ sidecars }: Settings): Listener[] {
  const ports = elements('sidecars', sidecars).flatMap(({ what, value }) => elements(`${what}.ports`, value.ports ?? []));
  return ports.filter(({ value }) => (value.protocol ?? 'TCP') === 'TCP');
}

const serverPort = rule<Listener>({
  of: listeners,
  refused: ({ value }, settings) => value.containerPort === settings.port || value.containerPort === settings.busPort,
  what: ({ what }) => `${what}.containerPort`,
  allowed: 'another port than port and busPort',
  got: ({ value }) => value.containerPort,
  change: 'containers of a pod share its ports, so let the sidecar listen elsewhere',
});

const sharedPort = rule<Listener>({
  of: (settings) => repeated(listeners(settings), ({ value }) => `${value.containerPort}`),
  refused: () => true,
  what: ({ what }) => `${what}.containerPort`,
  allowed: 'a port that no other sidecar listens on',
  got: ({ value }) => value.containerPort,
  change: 'containers of a pod share its ports, so let one of them listen elsewhere',
});

const foreignPort = rule<number>({
  of: (settings) => [settings.port],
  refused: (number) => !isWhole(number, 1, MAX_PORT),
  what: 'port',
  allowed: `a whole number from 1 to ${MAX_PORT}`,
  change: 'say on which port the servers listen for clients',
});

export const PORTS = [port, busPort, samePort];
export const SIDECAR_PORTS = [serverPort, sharedPort];
export const FOREIGN_PORTS = [foreignPort];
