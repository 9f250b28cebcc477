// What the faults need of the machines: commands that the environment names, run by `sh -c` with the node's name or the addresses as $1 and $2.
//   FAULT_NODE_KILL node     ends a Kubernetes node as if its power were cut
//   FAULT_NODE_START node    boots it again; returns when Kubernetes calls it ready
//   FAULT_LINK_CUT ip [ip]   from now on no packet passes between the two addresses, or between the one and all others
//   FAULT_LINK_MEND ip [ip]  ends that
// and what it says of them:
//   FAULT_NOTE               words for the head of the results: where the images come from, what else the machines do
//   FAULT_DNS_TTL            seconds that DNS servers may give old answers (CoreDNS: the ttl of its kubernetes plugin and its cache)
//   FAULT_SLACK              how many times the seconds that must hold are allowed
import { run } from './kube.mjs';

const { FAULT_NODE_KILL, FAULT_NODE_START, FAULT_LINK_CUT, FAULT_LINK_MEND, FAULT_NOTE, FAULT_DNS_TTL, FAULT_SLACK } = process.env;

const shell = (command, ...args) => run('sh', ['-c', command, 'sh', ...args]);

export const environment = {
  has: {
    nodes: Boolean(FAULT_NODE_KILL && FAULT_NODE_START),
    links: Boolean(FAULT_LINK_CUT && FAULT_LINK_MEND),
  },
  /** Why a row is left out. */
  lacks: {
    nodes: 'no command to cut the power of a node: set FAULT_NODE_KILL and FAULT_NODE_START',
    links: 'no command to cut a link: set FAULT_LINK_CUT and FAULT_LINK_MEND',
  },
  /** What is to be said of the machines beside the results. */
  note: FAULT_NOTE ?? '',
  /** What every result says of it. dnsSeconds: DNS servers may give old answers for so long, and rows with new addresses may take so much longer. */
  facts: FAULT_DNS_TTL ? { dnsSeconds: Number(FAULT_DNS_TTL) } : {},
  /** By how much seconds may be longer than they must: where one small machine is the whole Kubernetes, and a check asks whether things work at all. */
  slack: Number(FAULT_SLACK ?? 1),
  killNode: (node) => shell(FAULT_NODE_KILL, node),
  startNode: (node) => shell(FAULT_NODE_START, node),
  cut: (...ips) => shell(FAULT_LINK_CUT, ...ips),
  mend: (...ips) => shell(FAULT_LINK_MEND, ...ips),
};
