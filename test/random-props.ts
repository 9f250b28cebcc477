import { Duration, Size } from 'cdk8s';
import { ImagePullPolicy, PersistentVolumeAccessMode, ServiceType } from 'cdk8s-plus-27';
import fc, { Arbitrary } from 'fast-check';
import { k8s } from '../imports/k8s';
import * as redis from '../src';
import {
  mostly,
  some,
  all,
  list,
  distinct,
  map,
  number,
  amount,
  text,
  word,
  label,
  domain,
  labelKey,
  labelValue,
  anything,
  image,
  seconds,
  size,
  resources,
} from './random-values';

const engine = fc.oneof(
  mostly(fc.constantFrom('7.0', '7.2.4', '7.4', '8.0', '8.2-alpine', '8.4', '8.6'), text).map((version) => redis.Engine.redis(version)),
  mostly(fc.constantFrom('8.0', '8.1', '9.0', '9.1.2'), text).map((version) => redis.Engine.valkey(version)),
  fc.tuple(image, mostly(fc.constant(`sha256:${'a'.repeat(64)}`), text)).map(([ref, digest]) => redis.Engine.redis('8.0', { image: ref, digest })),
);
const source = all<redis.PasswordSource>({ secretName: domain, key: fc.option(mostly(fc.constantFrom('a', 'b.c', '_D'), text), { nil: undefined }) });
const aclWord = (sense: string[]) => list(mostly(fc.constantFrom(...sense), text));
const overlap = seconds(0);
const auth = fc.oneof(
  fc.constant(redis.Auth.none()),
  fc.tuple(domain, overlap, fc.boolean()).map(([name, chosen, closed]) =>
    redis.Auth.password(name, {
      overlap: chosen,
      dangerousCommands: closed ? redis.DangerousCommands.closed() : redis.DangerousCommands.open(),
    }),
  ),
  fc
    .tuple(
      fc.uniqueArray(
        fc
          .tuple(
            source,
            some({ keys: aclWord(['a:*', '%R~b']), channels: aclWord(['*']), commands: aclWord(['+get', '-@all']) }),
            mostly(word, fc.oneof(text, fc.constant('cluster-manager'))),
          )
          .map(([place, rights, name]): redis.AclUser => ({ ...place, ...rights, name })),
        { minLength: 1, maxLength: 3, selector: ({ name }) => name },
      ),
      mostly(
        domain.map((secretName) => ({ secretName, key: 'system' })),
        source,
      ),
    )
    .map(([users, system]) => redis.Auth.users(users, { system, overlap: Duration.minutes(1) })),
);
const rules = list(all<redis.SnapshotRule>({ after: seconds(1), changes: mostly(fc.integer({ min: 1, max: 1000 }), number) }));
const persistence = fc.oneof(
  fc.constantFrom(redis.Persistence.appendOnly(), redis.Persistence.appendOnly({ fsync: redis.Fsync.ALWAYS }), redis.Persistence.none()),
  rules.map((chosen) => redis.Persistence.snapshots(chosen)),
  rules.map((chosen) => redis.Persistence.appendOnlyAndSnapshots({ rules: chosen })),
);
const storage = fc.oneof(
  some({ sizeLimit: size }).map((options) => redis.Storage.emptyDir(options)),
  all({
    size,
    storageClass: fc.option(domain, { nil: undefined }),
    accessMode: mostly(
      fc.constantFrom(PersistentVolumeAccessMode.READ_WRITE_ONCE, PersistentVolumeAccessMode.READ_WRITE_MANY),
      fc.constant(PersistentVolumeAccessMode.READ_ONLY_MANY),
    ),
    whenDeleted: fc.constantFrom(redis.RetentionPolicy.DELETE, redis.RetentionPolicy.RETAIN),
  }).map((options) => redis.Storage.persistentVolumes(options)),
  all({
    server: mostly(fc.constantFrom('nfs.example.com', '10.0.0.1', 'fe80::1'), text),
    path: mostly(fc.constantFrom('/', '/exports', '/exports/a b/'), text),
    mountOptions: list(mostly(fc.constantFrom('nfsvers=4.1', 'hard'), fc.oneof(text, fc.constant('ro')))),
  }).map((options) => redis.Storage.nfs(options)),
);
const tls = fc.oneof(
  fc.constant(redis.Tls.none()),
  fc
    .tuple(domain, some({ clientAuthentication: fc.constantFrom(...Object.values(redis.ClientAuthentication)), clientSecretName: domain }))
    .map(([secret, options]) => redis.Tls.secret(secret, options)),
  fc
    .tuple(
      domain,
      some({ issuerKind: fc.constantFrom('Issuer', 'ClusterIssuer'), secretName: domain, duration: seconds(3600, 9000), dnsNames: list(domain) }),
    )
    .map(([issuer, options]) => redis.Tls.certManager(issuer, options)),
);
const directives = map(
  mostly(
    fc.constantFrom('hz', 'maxclients', 'repl-backlog-ttl', 'slowlog-max-len'),
    fc.oneof(text, fc.constantFrom('port', 'save', 'hash-seed', 'user')),
  ),
  mostly(fc.constantFrom('1', '64mb', '"quoted"', "''"), text),
);

/** What the `restricted` Pod Security Standard asks of containers. */
const securityContext = fc.constant<k8s.SecurityContext>({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
const env = distinct('name', all({ name: mostly(fc.constantFrom('A', 'b.c', '_d'), fc.oneof(text, fc.constant('PORT'))), value: anything }));
const volume = 'extra';
const mounts = distinct(
  'mountPath',
  all({
    name: mostly(fc.constantFrom(volume, 'run'), label),
    mountPath: mostly(fc.constantFrom('/extra', '/more/', '/etc/redis.d'), fc.oneof(text, fc.constant('/etc/redis/x'))),
    subPath: fc.option(mostly(fc.constantFrom('a', 'a/b'), text), { nil: undefined }),
  }),
);
const containers = (prefix: string) =>
  list(
    all({
      name: mostly(
        word.map((name) => `${prefix}-${name}`),
        fc.oneof(text, fc.constant('redis')),
      ),
      image,
      securityContext,
      env,
      volumeMounts: mounts,
      ports: list(
        all({
          containerPort: mostly(fc.integer({ min: 1, max: 999 }), fc.oneof(number, fc.constant(6379))),
          name: mostly(fc.stringMatching(/^[a-z]{5}$/), fc.oneof(text, fc.constant('redis'))),
        }),
      ),
    }),
  );

const toleration = mostly(
  fc.constantFrom({ operator: 'Exists' }, { key: 'a', value: 'b' }, { key: 'a.b/c', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }),
  some({ key: text, operator: text, value: text, effect: text, tolerationSeconds: number }),
);
const skew = mostly(fc.integer({ min: 1, max: 3 }), number);
const reaction = mostly(fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'), text);
const labelSelector = fc.option(fc.constant<k8s.LabelSelector>({ matchLabels: { app: 'x' } }), { nil: undefined });
const weighted = all({
  weight: mostly(fc.integer({ min: 1, max: 100 }), number),
  podAffinityTerm: all({ topologyKey: labelKey, labelSelector: fc.constant({ matchLabels: { app: 'x' } }) }),
});
const nodeTerms = mostly(
  fc.constant<k8s.NodeSelectorTerm[]>([{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }]),
  fc.constant<k8s.NodeSelectorTerm[]>([]),
);
const affinity = {
  nodeAffinity: all<k8s.NodeAffinity>({ requiredDuringSchedulingIgnoredDuringExecution: all<k8s.NodeSelector>({ nodeSelectorTerms: nodeTerms }) }),
  podAffinity: all({ preferredDuringSchedulingIgnoredDuringExecution: list(weighted) }),
};
const placement = {
  tolerations: list(toleration),
  nodeSelector: map(labelKey, labelValue),
  affinity: some<k8s.Affinity>(affinity),
  topologySpreadConstraints: distinct('topologyKey', all({ topologyKey: labelKey, maxSkew: skew, whenUnsatisfiable: reaction, labelSelector })),
  priorityClassName: domain,
  schedulerName: domain,
};
const managerPods = {
  image: fc.oneof(
    fc.constantFrom(redis.ManagerImage.engine(), redis.ManagerImage.ubuntu()),
    image.map((ref) => redis.ManagerImage.custom(ref)),
  ),
  resources,
  ...placement,
  affinity: some<k8s.Affinity>({ ...affinity, podAntiAffinity: affinity.podAffinity }),
};
const formation = fc.oneof(
  fc.constant(redis.Formation.none()),
  some<redis.FormationOptions>({
    ...managerPods,
    wait: seconds(1),
    backoffLimit: mostly(fc.integer({ min: 0, max: 10 }), number),
    activeDeadline: seconds(4000, 9000),
  }).map((options) => redis.Formation.job(options)),
);
const keeper = fc.oneof(
  fc.constant(redis.Keeper.none()),
  some<redis.KeeperOptions>({ ...managerPods, replicas: mostly(fc.integer({ min: 1, max: 3 }), number), swapReplicas: fc.boolean() }).map((options) =>
    redis.Keeper.pods(options),
  ),
);

const access = fc.oneof(
  fc.constantFrom(redis.Access.sameNamespace(), redis.Access.anywhere(), redis.Access.withoutPolicy()),
  list(label).map((namespaces) => redis.Access.labelled({ namespaces })),
);
const separation = fc.constantFrom(...Object.values(redis.Separation));

/** Props of a cluster, most of them sound, with the namespace of its chart. */
export const randomProps: Arbitrary<redis.RedisClusterProps> = fc.record(
  {
    name: mostly(word, text),
    shards: mostly(fc.integer({ min: 3, max: 5 }), number),
    replicasPerShard: mostly(fc.integer({ min: 0, max: 2 }), number),
    engine,
    port: mostly(fc.integer({ min: 1024, max: 55535 }), number),
    busPort: mostly(fc.integer({ min: 55536, max: 65535 }), number),
    layout: fc.oneof(
      fc.constant(redis.Layout.singleStatefulSet()),
      some({ nodes: separation, zones: separation }).map((options) => redis.Layout.statefulSetPerShard(options)),
    ),
    clusterDomain: domain,
    tls,
    auth,
    persistence,
    replicationBacklog: mostly(fc.constantFrom(1, 4, 64), amount).map((count) => Size.mebibytes(count)),
    databases: mostly(fc.constantFrom(1, 1, 16), amount),
    maxMemory: mostly(fc.constantFrom(8, 16, 40.5), amount).map((count) => Size.mebibytes(count)),
    evictionPolicy: fc.constantFrom(...Object.values(redis.EvictionPolicy)),
    nodeTimeout: mostly(fc.integer({ min: 500, max: 60_000 }), amount).map((count) => Duration.millis(count)),
    requireFullCoverage: fc.boolean(),
    minReplicasToWrite: mostly(fc.constant(0), number),
    minReplicasMaxLag: seconds(1),
    endpointType: fc.constantFrom(...Object.values(redis.EndpointType)),
    directives,
    storage,
    antiAffinity: fc.oneof(
      fc.constant(redis.AntiAffinity.preferred()),
      mostly(fc.constant(15), number).map((nodes) => redis.AntiAffinity.required({ nodes })),
    ),
    resources,
    ...placement,
    terminationGracePeriod: seconds(18),
    labels: map(labelKey, labelValue),
    annotations: map(labelKey, anything),
    podLabels: map(labelKey, labelValue),
    podAnnotations: map(labelKey, anything),
    serviceAnnotations: map(labelKey, anything),
    imagePullPolicy: fc.constantFrom(...Object.values(ImagePullPolicy)),
    imagePullSecrets: list(domain),
    serviceAccountName: domain,
    env,
    sidecars: containers('side'),
    initContainers: containers('init'),
    volumes: mostly(fc.constant([{ name: volume, emptyDir: {} }]), list(all({ name: label, emptyDir: fc.constant({}) }))),
    volumeMounts: mounts,
    updateStrategy: mostly(
      fc.constantFrom({ type: 'OnDelete' }, { rollingUpdate: { partition: 2 } }),
      all({ type: text, rollingUpdate: all({ partition: number }) }),
    ),
    serviceType: mostly(fc.constantFrom(ServiceType.CLUSTER_IP, ServiceType.NODE_PORT), fc.constant(ServiceType.EXTERNAL_NAME)),
    formation,
    keeper,
    zones: map(mostly(fc.constantFrom('node1', 'node2.example.com'), text), mostly(fc.constantFrom('a', 'eu-west-1a'), text)),
    onShardLoss: fc.constantFrom(redis.ShardLoss.manual(), redis.ShardLoss.recreateEmpty()),
    onQuorumLoss: fc.oneof(
      fc.constant(redis.QuorumLoss.wait()),
      seconds(61).map((after) => redis.QuorumLoss.takeOver({ after })),
    ),
    disruptionBudget: fc.boolean(),
    access,
    assignedIds: fc.boolean(),
    delivery: fc.constantFrom(redis.Delivery.plain(), redis.Delivery.argoCd(), redis.Delivery.flux()),
  },
  // The volume that others mount is always there.
  { requiredKeys: ['volumes'] },
);

/** Ids of clusters. */
export const randomId: Arbitrary<string> = mostly(word, fc.constantFrom('My Cache', '1st', 'a'.repeat(60)));

/** Namespaces of charts. */
export const randomNamespace: Arbitrary<string | undefined> = fc.oneof(
  { arbitrary: mostly(word, text), weight: 4 },
  { arbitrary: fc.constant(undefined), weight: 1 },
);
