import { Duration, Size } from 'cdk8s';
import { AntiAffinity, ClusterFormation, Engine, Persistence } from '../../../src';
import { Refusal } from './refusals';

const MAJORITY = 'a failed master is replaced by the vote of most masters, so there have to be three';
const COUNT = 'say how many further copies of each shard there are to be';
const RIGHT_TO_LISTEN = 'the servers run without the right to listen below, so choose another; Redis has 6379';

export const TOPOLOGY: Refusal[] = [
  ...[2, 0, -3, 3.5, NaN, Infinity].map((shards) => ({
    wrong: `${shards} shards`,
    props: { shards },
    says: [`shards must be a whole number of 3 or more, got ${shards}: ${MAJORITY}`],
  })),
  ...[-1, 0.5, NaN, Infinity].map((replicasPerShard) => ({
    wrong: `${replicasPerShard} replicas`,
    props: { replicasPerShard },
    says: [`replicasPerShard must be a whole number of 0 or more, got ${replicasPerShard}: ${COUNT}`],
  })),
  {
    wrong: 'too many nodes',
    props: { shards: 501 },
    says: [
      'shards x (1 + replicasPerShard) must be at most 1000, got 1002: the engine is not made for more nodes, so take fewer shards or replicas, or several clusters',
    ],
  },
  {
    wrong: 'more replicas to write than there are',
    props: { minReplicasToWrite: 2 },
    says: [
      'minReplicasToWrite must be at most replicasPerShard, which is 1, got 2: with more no master could ever write, so lower it or raise replicasPerShard',
    ],
  },
  {
    wrong: 'a negative number of replicas to write',
    props: { minReplicasToWrite: -1 },
    says: [
      'minReplicasToWrite must be a whole number of 0 or more, got -1: say without how many replicas in sync a master is to refuse writes; 0 for never',
    ],
  },
  {
    wrong: 'fewer Kubernetes nodes than pods',
    props: { antiAffinity: AntiAffinity.required({ nodes: 5 }) },
    says: [
      'nodes of AntiAffinity.required must be a whole number, and at least the number of pods, which is 6, got 5: some pods would wait for ever, so add nodes, take fewer pods, or use AntiAffinity.preferred()',
    ],
  },
];

export const PORTS: Refusal[] = [
  ...[0, 1023, 65536, 6379.5, NaN].map((port) => ({
    wrong: `port ${port}`,
    props: { port, busPort: 16379 },
    says: [`port must be a whole number from 1024 to 65535, got ${port}: ${RIGHT_TO_LISTEN}`],
  })),
  {
    wrong: 'a port that leaves no room for the default bus port',
    props: { port: 60000 },
    says: ['busPort must be a whole number from 1024 to 65535, got 70000: it is port + 10000 unless it is set, so set it'],
  },
  {
    wrong: 'one port for both',
    props: { port: 7000, busPort: 7000 },
    says: ['busPort must be another port than port, got 7000: the servers talk to each other on a port of its own, so set another'],
  },
  {
    wrong: 'a sidecar on the port of the server',
    props: { sidecars: [{ name: 'exporter', image: 'exporter', ports: [{ containerPort: 16379 }] }] },
    says: [
      'sidecars[0].ports[0].containerPort must be another port than port and busPort, got 16379: containers of a pod share its ports, so let the sidecar listen elsewhere',
    ],
  },
  {
    wrong: 'two sidecars on one port',
    props: {
      sidecars: [
        { name: 'one', image: 'one', ports: [{ containerPort: 9121 }] },
        { name: 'two', image: 'two', ports: [{ containerPort: 9121 }] },
      ],
    },
    says: [
      'sidecars[1].ports[0].containerPort must be a port that no other sidecar listens on, got 9121: containers of a pod share its ports, so let one of them listen elsewhere',
    ],
  },
  {
    wrong: 'the port of other servers',
    make: (chart) => new ClusterFormation(chart, 'id', { statefulSetName: 'redis', serviceName: 'redis', port: 0 }),
    says: ['port must be a whole number from 1 to 65535, got 0: say on which port the servers listen for clients'],
  },
];

const KNOWN = 'what a version knows has to be known here, so take one of these and name another image beside it if need be';
const DIGEST = `sha256:${'0'.repeat(64)}`;

export const ENGINES: Refusal[] = [
  {
    wrong: 'an old version',
    props: { engine: Engine.redis('6.2') },
    says: [expect.stringMatching(`^version of Engine.redis must be one of 7.0, 7.2, 7.4, 8.0, .*, or a tag that begins so, got "6.2": ${KNOWN}$`)],
  },
  {
    wrong: 'a version of another engine',
    props: { engine: Engine.valkey('7.4') },
    says: [`version of Engine.valkey must be one of 8.0, 8.1, 9.0, 9.1, or a tag that begins so, got "7.4": ${KNOWN}`],
  },
  {
    wrong: 'a version that is no tag',
    props: { engine: Engine.redis('8.0-my image') },
    says: [
      'version of Engine.redis must be fit for an image\'s tag: letters, digits, dots, dashes and underscores, at most 128, got "8.0-my image": take a tag of the official image',
    ],
  },
  {
    wrong: 'an image that is none',
    props: { engine: Engine.redis('8.0', { image: 'https://example.com/redis' }) },
    says: [
      'image of the engine must be an image such as "registry.example.com/redis:8.0", got "https://example.com/redis": write registry, name and tag as a container runtime reads them',
    ],
  },
  {
    wrong: 'a digest that is none',
    props: { engine: Engine.redis('8.0', { digest: 'sha256:abc' }) },
    says: [
      'digest of the engine must be "sha256:" and 64 hexadecimal digits in lower case, got "sha256:abc": copy it from the registry, or leave it out',
    ],
  },
  {
    wrong: 'two digests',
    props: { engine: Engine.redis('8.0', { image: `redis@${DIGEST}`, digest: DIGEST }) },
    says: [`image of the engine must be without a digest where digest is given, got "redis@${DIGEST}": leave out one of the two`],
  },
];

const FALSE_ALARMS = 'shorter, sound nodes would be taken for dead ones; longer, a dead master would hardly ever be replaced';

const GRACE = 'a whole number of seconds from 18 s to 2147483647 s';
const TO_STOP = 'a master needs as long to hand its slots over, twice if need be, and its server to exit';

export const TIMES: Refusal[] = [
  ...[0, 499, 1500.5, 3_600_001, NaN, Infinity].map((millis) => ({
    wrong: `a node timeout of ${millis} ms`,
    props: { nodeTimeout: Duration.millis(millis) },
    says: [`nodeTimeout must be a whole number of milliseconds from 0.5 s to 3600 s, got ${millis / 1000} s: ${FALSE_ALARMS}`],
  })),
  {
    wrong: 'a lag of nothing',
    props: { minReplicasMaxLag: Duration.seconds(0) },
    says: [
      'minReplicasMaxLag must be a whole number of seconds from 1 s to 2147483647 s, got 0 s: the engine counts the lag in seconds, and 0 would switch minReplicasToWrite off',
    ],
  },
  ...[0, 17, 18.5, Infinity].map((count) => ({
    wrong: `${count} s to stop`,
    props: { terminationGracePeriod: Duration.seconds(count) },
    says: [`terminationGracePeriod must be ${GRACE}, got ${count} s: ${TO_STOP}`],
  })),
  {
    wrong: 'a snapshot at once and for nothing',
    props: { persistence: Persistence.snapshots([{ after: Duration.seconds(0), changes: 0 }]) },
    says: [
      'persistence: rules[0].after must be a whole number of seconds from 1 s to 2147483647 s, got 0 s: the engine counts it in seconds',
      'persistence: rules[0].changes must be a whole number from 1 to 2147483647, got 0: say how many changes make a snapshot due; for no snapshots leave the rule out',
    ],
  },
  {
    wrong: 'sizes of nothing, too',
    props: { maxMemory: Size.mebibytes(0), terminationGracePeriod: Duration.seconds(NaN) },
    says: [
      'maxMemory must be at least 8Mi, at most 8Pi, written without an exponent, got 0Mi: with less an empty server refuses writes already',
      `terminationGracePeriod must be ${GRACE}, got NaN s: ${TO_STOP}`,
    ],
  },
];
