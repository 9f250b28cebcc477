import { k8s } from '../../imports/k8s';
import { Access, AccessKind } from '../options/access';
import { ManagerImage } from '../options/manager-image';
import { Component, selectorLabels } from './labels';
import { Settings } from './settings';

/** The label that every namespace has, with its name. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Of DNS servers, wherever they are: a cache on each node is no pod that a selector could find, and those of OpenShift listen on 5353. */
const DNS_PORTS = [53, 5353];

/** Of package archives. */
const ARCHIVE_PORTS = [80, 443];

const BOTH = ['Ingress', 'Egress'];

/** By what the pods of clients are told from others where labels let them in. A pod may be a client of several clusters, so the key has the cluster's name. */
export function clientLabels(cluster: string): { [key: string]: string } {
  return { [`cdk8s-redis-cluster/${cluster}`]: 'client' };
}

/** Whether pods of a namespace are let in. Where either namespace is not known nothing speaks against it. */
export function letsIn({ kind, namespaces }: Access, own: string | undefined, namespace: string | undefined): boolean {
  if (kind === AccessKind.ANYWHERE || kind === AccessKind.WITHOUT_POLICY) return true;
  return own === undefined || namespace === undefined || [own, ...namespaces].includes(namespace);
}

/** The servers: by each other on both ports, by whoever manages and by clients on the port for clients. */
export function nodesPolicy({ name, port, busPort, access }: Settings): k8s.NetworkPolicySpec {
  const nodes = pods(selectorLabels(name, Component.NODE));
  return {
    podSelector: nodes.podSelector!,
    policyTypes: BOTH,
    ingress: [
      { from: clients(name, access), ports: [tcp(port)] },
      { from: [nodes], ports: [tcp(busPort)] },
    ],
    egress: [{ to: [nodes], ports: [tcp(port), tcp(busPort)] }, DNS],
  };
}

/** One kind of pods that manage: nobody talks to them, and they talk to the servers as clients do. */
export function managerPolicy({ name, port }: Settings, component: Component, image?: ManagerImage): k8s.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: selectorLabels(name, component) },
    policyTypes: BOTH,
    egress: [
      { to: [pods(selectorLabels(name, Component.NODE))], ports: [tcp(port)] },
      DNS,
      ...(image?.installsTools ? [{ ports: ARCHIVE_PORTS.map(tcp) }] : []),
    ],
  };
}

const DNS: k8s.NetworkPolicyEgressRule = { ports: DNS_PORTS.flatMap((port) => [udp(port), tcp(port)]) };

/** Without a list it is everybody. Those of the namespace are the servers and the managers too. */
function clients(name: string, { kind, namespaces }: Access): k8s.NetworkPolicyPeer[] | undefined {
  if (kind === AccessKind.ANYWHERE) return undefined;
  if (kind === AccessKind.SAME_NAMESPACE) return [{ podSelector: {} }];
  const own = [Component.NODE, Component.FORMATION, Component.KEEPER].map((component) => pods(selectorLabels(name, component)));
  const labelled = pods(clientLabels(name));
  const elsewhere = { matchExpressions: [{ key: NAMESPACE_NAME, operator: 'In', values: namespaces }] };
  return [...own, labelled, ...(namespaces.length > 0 ? [{ ...labelled, namespaceSelector: elsewhere }] : [])];
}

function pods(matchLabels: { readonly [key: string]: string }): k8s.NetworkPolicyPeer {
  return { podSelector: { matchLabels } };
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' };
}

function udp(port: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(port), protocol: 'UDP' };
}
