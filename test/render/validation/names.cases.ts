import { ClusterFormation, Configuration, Formation, HeadlessService, Layout, Nodes, RedisCluster } from '../../../src';
import { Refusal } from './refusals';

const LONG = 'a'.repeat(48);
const POD_NAME = `name must be at most 52 characters long, got "${'a'.repeat(53)}": with 11 more it is the pods' label controller-revision-hash, which ends at 63; take a shorter one`;
const PLAIN_JOB = { statefulSetName: 'redis', serviceName: 'redis' };

export const NAMES: Refusal[] = [
  {
    wrong: 'an id that is no name',
    make: (chart) => new RedisCluster(chart, 'My Cache'),
    says: [
      'the construct id, from which the name is taken, must be lower case letters, digits and inner dashes, with a letter first, got "My Cache": Services are named so: set name',
    ],
  },
  {
    wrong: 'a name with a digit first',
    props: { name: '1e3' },
    says: ['name must be lower case letters, digits and inner dashes, with a letter first, got "1e3": Services are named so'],
  },
  {
    wrong: 'an empty name',
    props: { name: '' },
    says: ['name must be lower case letters, digits and inner dashes, with a letter first, got "": Services are named so'],
  },
  {
    wrong: 'a name with a line break',
    props: { name: 'a\n' },
    says: ['name must be lower case letters, digits and inner dashes, with a letter first, got "a\\n": Services are named so'],
  },
  {
    wrong: 'a name that leaves no room for the hash of the Job',
    props: { name: LONG },
    says: [`name must be at most 47 characters long, got "${LONG}": with 16 more it is the Job's name, which ends at 63; take a shorter one`],
  },
  {
    wrong: 'an id that leaves no room',
    make: (chart) => new RedisCluster(chart, LONG),
    says: [
      `the construct id, from which the name is taken, must be at most 47 characters long, got "${LONG}": with 16 more it is the Job's name, which ends at 63; take a shorter one: set name`,
    ],
  },
  {
    wrong: 'a name that leaves no room for the pods',
    props: { name: 'a'.repeat(53), formation: Formation.none() },
    says: [POD_NAME],
  },
  {
    wrong: 'a name that leaves no room for the number of its shard',
    props: { name: 'a'.repeat(50), layout: Layout.statefulSetPerShard(), shards: 101, formation: Formation.none() },
    says: [
      `name must be at most 48 characters long, got "${'a'.repeat(50)}": with 15 more it is the pods' label controller-revision-hash, which ends at 63; take a shorter one`,
    ],
  },
  {
    wrong: 'the same, of a part',
    make: (chart) => new Nodes(chart, 'id', { configuration: new Configuration(chart, 'configuration', { name: 'a'.repeat(53) }) }),
    says: [POD_NAME],
  },
  {
    wrong: 'the name of a part that nobody looks up by DNS',
    make: (chart) => new Configuration(chart, 'id', { name: 'My_Conf' }),
    says: ['name must be lower case letters, digits and inner dashes, got "My_Conf": Kubernetes names its objects so'],
  },
  {
    wrong: 'a name that leaves no room for a label',
    make: (chart) => new Configuration(chart, 'id', { name: 'a'.repeat(64) }),
    says: [
      `name must be at most 63 characters long, got "${'a'.repeat(64)}": with 0 more it is a label of every object, which ends at 63; take a shorter one`,
    ],
  },
  {
    wrong: 'a name that leaves no room for a Service',
    make: (chart) => new HeadlessService(chart, 'id', { name: 'a'.repeat(58) }),
    says: [
      `name must be at most 57 characters long, got "${'a'.repeat(58)}": with 6 more it is the name of the headless Service, which ends at 63; take a shorter one`,
    ],
  },
  {
    wrong: 'names of somebody else',
    make: (chart) => new ClusterFormation(chart, 'id', { statefulSetName: 'Redis', serviceName: '1' }),
    says: [
      'name must be lower case letters, digits and inner dashes, got "Redis": Kubernetes names its objects so',
      'serviceName must be lower case letters, digits and inner dashes, with a letter first, at most 63, got "1": Services are named so',
    ],
  },
  {
    wrong: 'the name of a StatefulSet that leaves no room for the hash of the Job',
    make: (chart) => new ClusterFormation(chart, 'id', { ...PLAIN_JOB, statefulSetName: LONG }),
    says: [`name must be at most 47 characters long, got "${LONG}": with 16 more it is the Job's name, which ends at 63; take a shorter one`],
  },
  {
    wrong: 'a namespace that is none',
    chart: { namespace: 'My.Space' },
    says: ['namespace of the chart must be lower case letters, digits and inner dashes, at most 63, got "My.Space": set another one on the chart'],
  },
  {
    wrong: 'a domain with a dot at its end',
    props: { clusterDomain: 'cluster.local.' },
    says: [
      'clusterDomain must be DNS labels with dots between them, got "cluster.local.": use the domain of the cluster\'s DNS, such as "cluster.local", without a dot at either end',
    ],
  },
  {
    wrong: 'a domain that makes host names too long',
    props: { clusterDomain: `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}` },
    says: [
      `clusterDomain must be at most 163 characters long beside these names, got "${'a'.repeat(63)}.${'b'.repeat(55)}..." (191 characters): a pod's host name ends at 253, so shorten it, the name or the namespace`,
    ],
  },
  {
    wrong: 'two of one name in a namespace',
    chart: { namespace: 'here' },
    make: (chart) => {
      new RedisCluster(chart, 'cache');
      new RedisCluster(chart, 'other', { name: 'cache' });
    },
    says: [
      expect.stringMatching(
        /^.*StatefulSet\/cache.* must be made once in a namespace "here", got one from "test\/cache" already: give one of the two another name$/,
      ),
    ],
  },
  {
    wrong: 'the name of another cluster’s shard',
    make: (chart) => {
      new RedisCluster(chart, 'cache', { layout: Layout.statefulSetPerShard() });
      new RedisCluster(chart, 'cache-2');
    },
    says: ['StatefulSet/cache-2 must be made once in a chart, got one from "test/cache" already: give one of the two another name'],
  },
  {
    wrong: 'the name of another cluster’s Service',
    make: (chart) => {
      new RedisCluster(chart, 'cache');
      new RedisCluster(chart, 'cache-nodes');
    },
    says: ['Service/cache-nodes must be made once in a chart, got one from "test/cache" already: give one of the two another name'],
  },
];
