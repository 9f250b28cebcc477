import { MAX_HOST, MAX_LABEL } from './limits';
import { rule } from './rule';
import { show } from './show';
import { isLabelValue, isSubdomain } from './syntax';

type Zone = [node: string, zone: string];

const node = rule<Zone>({
  of: ({ zones }) => Object.entries(zones),
  refused: ([name]) => !isSubdomain(name),
  what: 'a key of zones',
  allowed: `the name of a Kubernetes node: lower-case letters, digits, "-" and "." within, at most ${MAX_HOST}`,
  got: ([name]) => name,
  change: 'use the names that kubectl get nodes shows',
});

const zone = rule<Zone>({
  of: ({ zones }) => Object.entries(zones),
  refused: ([, name]) => name === '' || !isLabelValue(name),
  what: ([name]) => `zones[${show(name)}]`,
  allowed: `letters, digits, "-", "_" and "." within, at most ${MAX_LABEL}`,
  got: ([, name]) => name,
  change: "use the value of the node's label topology.kubernetes.io/zone, or leave the node out",
});

export const ZONES = [node, zone];
