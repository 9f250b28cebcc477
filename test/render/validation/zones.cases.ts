import { ClusterFormation } from '../../../src';
import { Refusal } from './refusals';

const says = [
  'a key of zones must be the name of a Kubernetes node: lower-case letters, digits, "-" and "." within, at most 253, got "Node 1": use the names that kubectl get nodes shows',
  `zones["node2"] must be letters, digits, "-", "_" and "." within, at most 63, got "": use the value of the node's label topology.kubernetes.io/zone, or leave the node out`,
  `zones["node3"] must be letters, digits, "-", "_" and "." within, at most 63, got "b'; reboot": use the value of the node's label topology.kubernetes.io/zone, or leave the node out`,
];
const zones = { 'Node 1': 'a', node2: '', node3: "b'; reboot" };

export const ZONES: Refusal[] = [
  { wrong: 'zones without names, of nodes that cannot be', props: { zones }, says },
  {
    wrong: 'the same for the Job alone',
    make: (chart) => new ClusterFormation(chart, 'id', { statefulSetName: 'redis', serviceName: 'redis', zones }),
    says,
  },
];
