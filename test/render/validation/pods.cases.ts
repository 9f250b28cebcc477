import { Refusal } from './refusals';

const RENAME = 'rename the container';
const VOLUME = { name: 'extra', emptyDir: {} };

export const CONTAINERS: Refusal[] = [
  {
    wrong: 'a container without name and image',
    props: { sidecars: [{ name: '' }] },
    says: [
      `sidecars[0].name must be lower case letters, digits and inner dashes, at most 63, got "": ${RENAME}`,
      'sidecars[0].image must be an image such as "registry.example.com/tool:1.2", got undefined: write registry, name and tag as a container runtime reads them',
    ],
  },
  {
    wrong: 'the name of the server',
    props: { initContainers: [{ name: 'redis', image: 'busybox' }] },
    says: [`initContainers[0].name must be another name than that of the server's container, got "redis": ${RENAME}`],
  },
  {
    wrong: 'one name for two containers',
    props: { sidecars: [{ name: 'tool', image: 'tool' }], initContainers: [{ name: 'tool', image: 'tool' }] },
    says: ['initContainers[0].name must be a name that no other container of the pod has, got "tool": rename one of the containers'],
  },
  {
    wrong: 'ports that are none',
    props: { sidecars: [{ name: 'tool', image: 'tool', ports: [{ containerPort: 0 }, { containerPort: 80, name: 'much-too-long-name' }] }] },
    says: [
      'sidecars[0].ports[0].containerPort must be a whole number from 1 to 65535, got 0: say on which port the container listens',
      'sidecars[0].ports[1].name must be lower case letters, digits and inner dashes, with a letter among them, at most 15, got "much-too-long-name": rename the port, or leave its name out',
    ],
  },
  {
    wrong: "names of the server's ports",
    props: { initContainers: [{ name: 'tool', image: 'tool', ports: [{ containerPort: 80, name: 'redis' }] }] },
    says: [
      `initContainers[0].ports[0].name must be none of redis, cluster, got "redis": Services find the server's ports by these names, so rename the port`,
    ],
  },
  {
    wrong: 'one name for two ports',
    props: { sidecars: [{ name: 'tool', image: 'tool', ports: [81, 82].map((containerPort) => ({ containerPort, name: 'web' })) }] },
    says: [
      'sidecars[0].ports[1].name must be a name that no other port of the pod has, got "web": Services and probes find ports by name, so rename one of them',
    ],
  },
  {
    wrong: 'variables that are none',
    props: { env: [{ name: '1st' }], sidecars: [{ name: 'tool', image: 'tool', env: [{ name: '' }] }] },
    says: [
      'env[0].name must be letters, digits, "_", "-" and ".", without a digit first, got "1st": rename the variable',
      'sidecars[0].env[0].name must be letters, digits, "_", "-" and ".", without a digit first, got "": rename the variable',
    ],
  },
  {
    wrong: 'a value that YAML does not carry',
    props: { env: [{ name: 'HALF', value: 'a\ud800' }], sidecars: [{ name: 'tool', image: 'tool', env: [{ name: 'NUL', value: '\0' }] }] },
    says: [
      'env[0].value must be text without control characters, got "a\\ud800": YAML carries nothing else, so take it from a Secret or a ConfigMap (valueFrom)',
      'sidecars[0].env[0].value must be text without control characters, got "\\u0000": YAML carries nothing else, so take it from a Secret or a ConfigMap (valueFrom)',
    ],
  },
  {
    wrong: 'a variable of the scripts',
    props: { env: [{ name: 'POD_IP', value: '::1' }] },
    says: ['env[0].name must be none of the variables that the scripts depend on, got "POD_IP": rename the variable'],
  },
  {
    wrong: 'a variable twice',
    props: { env: [{ name: 'A' }, { name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
    says: [
      'env[1].name must be a name that no other variable has, got "A": leave one of the two out',
      'env[1] must be given either value or valueFrom, got "value \\"x\\" and valueFrom": leave one of the two out',
    ],
  },
  {
    wrong: 'names of nothing',
    props: { imagePullSecrets: ['good', 'My Secret', 'good'], serviceAccountName: 'redis_sa' },
    says: [
      'imagePullSecrets[1] must be the name of a Secret: lower case letters, digits, inner dashes and dots, got "My Secret": name a Secret of the same namespace',
      'imagePullSecrets[2] must be a Secret that is not named before, got "good": leave one of the two out',
      'serviceAccountName must be the name of a ServiceAccount: lower case letters, digits, inner dashes and dots, got "redis_sa": name a ServiceAccount of the same namespace, or leave it out',
    ],
  },
];

export const VOLUMES: Refusal[] = [
  {
    wrong: 'a volume without name and kind',
    props: { volumes: [{ name: 'My Volume' }] },
    says: [
      'volumes[0].name must be lower case letters, digits and inner dashes, at most 63, got "My Volume": rename the volume',
      'volumes[0] must be of exactly one kind, got "": say where its contents come from, such as { name, emptyDir: {} }',
    ],
  },
  {
    wrong: 'a volume of two kinds',
    props: { volumes: [{ ...VOLUME, hostPath: { path: '/' } }] },
    says: ['volumes[0] must be of exactly one kind, got "emptyDir and hostPath": say where its contents come from, such as { name, emptyDir: {} }'],
  },
  {
    wrong: 'a volume that is there already',
    props: { volumes: [{ name: 'data', emptyDir: {} }] },
    says: [
      'volumes[0].name must be none of config, scripts, run, data, tls, auth, auth-run, got "data": the pods have these volumes already, so rename it',
    ],
  },
  {
    wrong: 'one name for two volumes',
    props: { volumes: [VOLUME, VOLUME] },
    says: ['volumes[1].name must be a name that no other volume has, got "extra": rename one of the volumes'],
  },
  {
    wrong: 'a mount of nothing',
    props: { sidecars: [{ name: 'tool', image: 'tool', volumeMounts: [{ name: 'extra', mountPath: '/extra' }] }] },
    says: ['sidecars[0].volumeMounts[0].name must be the name of a volume of the pod, got "extra": add the volume to volumes, or correct the name'],
  },
  ...['extra', '/', '/a/../b', '/a:b'].map((mountPath) => ({
    wrong: `a mount at ${mountPath}`,
    props: { volumes: [VOLUME], volumeMounts: [{ name: 'extra', mountPath }] },
    says: [
      `volumeMounts[0].mountPath must be an absolute path below "/", on one line, without ".." and ":", got "${mountPath}": say in which folder the container is to see the volume`,
    ],
  })),
  ...['/etc/redis', '/var/lib//redis/', '/scripts/more'].map((mountPath) => ({
    wrong: `a mount over the server's own at ${mountPath}`,
    props: { volumes: [VOLUME], volumeMounts: [{ name: 'extra', mountPath }] },
    says: [
      `volumeMounts[0].mountPath must be outside /etc/redis, /scripts, /run/redis-cluster, /var/lib/redis, /etc/redis-tls, /etc/redis-auth, /run/redis-auth, got "${mountPath}": the server has its own volumes there, so mount it elsewhere`,
    ],
  })),
  {
    wrong: 'two mounts in one place, out of their volume',
    props: { volumes: [VOLUME], volumeMounts: ['/a', '../b'].map((subPath) => ({ name: 'extra', mountPath: '/extra', subPath })) },
    says: [
      'volumeMounts[1].mountPath must be a path where nothing else is mounted, got "/extra": mount one of the two elsewhere',
      'volumeMounts[0].subPath must be a relative path on one line, without "..", got "/a": name a folder within the volume, or leave it out',
      'volumeMounts[1].subPath must be a relative path on one line, without "..", got "../b": name a folder within the volume, or leave it out',
    ],
  },
];
