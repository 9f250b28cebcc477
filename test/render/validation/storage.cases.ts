import { Size } from 'cdk8s';
import { Cpu, PersistentVolumeAccessMode } from 'cdk8s-plus-27';
import { Engine, Storage } from '../../../src';
import { Refusal } from './refusals';

const TOO_FINE = 'Kubernetes takes nothing finer or larger';
const SIZE = 'a size above zero, at most 8Pi, written without an exponent';
const IN_NAMESPACE = { namespace: 'here' };
const nfs = { server: 'nfs.example.com', path: '/exports' };

export const RESOURCES: Refusal[] = [
  ...[Size.mebibytes(0), Size.mebibytes(NaN), Size.gibibytes(Infinity), Size.gibibytes(1e-7)].map((limit) => ({
    wrong: `a memory limit of ${limit.asString()}`,
    props: { resources: { memory: { request: Size.mebibytes(0.5), limit } } },
    says: [
      ...[`resources.memory.limit must be ${SIZE}, got ${limit.asString()}: ${TOO_FINE}`],
      ...(limit.asString() === '0Mi' || limit.asString() === '1e-7Gi'
        ? [`resources.memory.request must be at most the limit, which is ${limit.asString()}, got "0.5Mi": lower the request or raise the limit`]
        : []),
    ],
  })),
  ...['0m', '0.5m', 'NaNm', 'Infinitym', '1000001m'].map((amount) => ({
    wrong: `${amount} of a core`,
    props: { resources: { cpu: { request: Cpu.millis(Number.parseFloat(amount)) } } },
    says: [`resources.cpu.request must be a whole number of millicores from 1m to 1000000m, got "${amount}": ${TOO_FINE}`],
  })),
  {
    wrong: 'more memory asked for than allowed',
    props: { resources: { memory: { request: Size.gibibytes(1), limit: Size.mebibytes(512) } } },
    says: ['resources.memory.request must be at most the limit, which is 512Mi, got "1Gi": lower the request or raise the limit'],
  },
  {
    wrong: 'more processor time asked for than allowed',
    props: { resources: { cpu: { request: Cpu.units(1), limit: Cpu.millis(500) } } },
    says: ['resources.cpu.request must be at most the limit, which is 500m, got "1": lower the request or raise the limit'],
  },
  {
    wrong: 'too little memory for a server',
    props: { resources: { memory: { limit: Size.mebibytes(31) } } },
    says: ['resources.memory.limit must be at least 32Mi, got 31Mi: an empty server and its probes need as much, so raise it'],
  },
  {
    wrong: 'all of the memory for keys',
    props: { maxMemory: Size.mebibytes(512), resources: { memory: { limit: Size.mebibytes(512) } } },
    says: [
      'maxMemory must be less than the memory limit, which is 512Mi, got 512Mi: buffers, a fork and fragmentation come on top, so lower it (70 % of the limit is the default) or raise the limit',
    ],
  },
  {
    wrong: 'a backlog that leaves too little',
    props: { maxMemory: Size.mebibytes(8), replicationBacklog: Size.mebibytes(5) },
    says: [
      'replicationBacklog must be at most half of the maximum memory, which is 8388608 bytes, got 5Mi: it counts against that maximum, so lower it or raise maxMemory',
    ],
  },
  ...[Size.kibibytes(1000), Size.mebibytes(NaN)].map((replicationBacklog) => ({
    wrong: `a backlog of ${replicationBacklog.asString()}`,
    props: { replicationBacklog },
    says: [
      `replicationBacklog must be at least 1Mi, at most 8Pi, written without an exponent, got ${replicationBacklog.asString()}: with less every replica that was away copies everything, so raise it`,
    ],
  })),
  ...[0, 1.5, NaN].map((databases) => ({
    wrong: `${databases} databases`,
    props: { engine: Engine.valkey('9.1'), databases },
    says: [`databases must be a whole number from 1 to 2147483647, got ${databases}: take 1 unless an application needs SELECT`],
  })),
  {
    wrong: 'databases of an engine that has one',
    props: { databases: 16 },
    says: [
      "databases must be 1 with every engine before Valkey 9, got 16: a cluster of this engine has one database, so leave it out or take Engine.valkey('9.1')",
    ],
  },
  ...[Size.mebibytes(7), Size.mebibytes(NaN), Size.gibibytes(Infinity)].map((maxMemory) => ({
    wrong: `keys of ${maxMemory.asString()}`,
    props: { maxMemory },
    says: [
      `maxMemory must be at least 8Mi, at most 8Pi, written without an exponent, got ${maxMemory.asString()}: with less an empty server refuses writes already`,
    ],
  })),
];

export const STORAGES: Refusal[] = [
  {
    wrong: 'an emptyDir of nothing',
    props: { storage: Storage.emptyDir({ sizeLimit: Size.mebibytes(0) }) },
    says: [`storage: sizeLimit must be ${SIZE}, got 0Mi: say how much each server may keep`],
  },
  {
    wrong: 'a volume of nothing',
    props: { storage: Storage.persistentVolumes({ size: Size.gibibytes(NaN) }) },
    says: [`storage: size must be ${SIZE}, got NaNGi: say how much each server may keep`],
  },
  {
    wrong: 'a storage class that is none',
    props: { storage: Storage.persistentVolumes({ size: Size.gibibytes(1), storageClass: 'Fast SSD' }) },
    says: [
      'storage: storageClass must be the name of a StorageClass: lower case letters, digits, inner dashes and dots, got "Fast SSD": list the classes with "kubectl get storageclass"; leave it out for the default one',
    ],
  },
  {
    wrong: 'a volume that nobody writes to',
    props: { storage: Storage.persistentVolumes({ size: Size.gibibytes(1), accessMode: PersistentVolumeAccessMode.READ_ONLY_MANY }) },
    says: ['storage: accessMode must be one that lets servers write, got "ReadOnlyMany": use PersistentVolumeAccessMode.READ_WRITE_ONCE'],
  },
  {
    wrong: 'NFS without a namespace',
    props: { storage: Storage.nfs(nfs) },
    says: [
      'namespace of the chart must be set where storage is Storage.nfs(...), got undefined: static volumes name the claims that they are for, so write new Chart(app, id, { namespace: ... })',
    ],
  },
  {
    wrong: 'an NFS server with a scheme',
    chart: IN_NAMESPACE,
    props: { storage: Storage.nfs({ ...nfs, server: 'nfs://example.com' }) },
    says: [
      'storage: server must be a host name or an address, got "nfs://example.com": name the NFS server as the Kubernetes nodes reach it, without scheme, port or path',
    ],
  },
  ...['exports', '', '/exports/../etc', '/exports\n'].map((path) => ({
    wrong: `the NFS path ${JSON.stringify(path)}`,
    chart: IN_NAMESPACE,
    props: { storage: Storage.nfs({ ...nfs, path }) },
    says: [
      `storage: path must be an absolute path on one line, without "..", got ${JSON.stringify(path)}: name the exported folder, such as "/exports/redis"`,
    ],
  })),
  {
    wrong: 'mount options in one',
    chart: IN_NAMESPACE,
    props: { storage: Storage.nfs({ ...nfs, mountOptions: ['hard', 'nfsvers=4.1 hard'] }) },
    says: [
      'storage: mountOptions[1] must be one mount option without blanks, got "nfsvers=4.1 hard": write each option as an element of its own, such as "nfsvers=4.1"',
    ],
  },
  {
    wrong: 'an NFS mount that nobody writes to',
    chart: IN_NAMESPACE,
    props: { storage: Storage.nfs({ ...nfs, mountOptions: ['ro'] }) },
    says: ['storage: mountOptions[0] must be an option that lets servers write, got "ro": leave "ro" out'],
  },
];
