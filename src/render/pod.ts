import { k8s } from '../../imports/k8s';
import { Settings } from './settings';

/** Where `start.sh` puts the scripts that hooks and probes run: a mounted ConfigMap changes under a running pod, the copy does not. */
export const RUN_PATH = '/run/redis-cluster';

/** The user and group of the official images, and the group of the files on their volumes. */
const USER = 999;

type PodSettings = Pick<Settings, 'imagePullSecrets' | 'serviceAccountName' | 'assignedIds'>;

/** Who runs it, unless that is left to the platform. */
function ids({ assignedIds }: Pick<Settings, 'assignedIds'>): Pick<k8s.SecurityContext, 'runAsUser' | 'runAsGroup'> {
  return assignedIds ? {} : { runAsUser: USER, runAsGroup: USER };
}

/** What every container may do under the `restricted` Pod Security Standard: nothing more than run. */
export function restricted(settings: Pick<Settings, 'assignedIds'>): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    ...ids(settings),
  };
}

/** What all pods of the cluster have in common: no token, no variables for every Service of the namespace, no privileges. */
export function podBase(settings: PodSettings): Omit<k8s.PodSpec, 'containers'> {
  const { imagePullSecrets, serviceAccountName, assignedIds } = settings;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    serviceAccountName,
    imagePullSecrets: unlessEmpty(imagePullSecrets.map((name) => ({ name }))),
    securityContext: {
      runAsNonRoot: true,
      ...ids(settings),
      fsGroup: assignedIds ? undefined : USER,
      // A large volume is not walked at each start.
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** A variable whose value Kubernetes fills in from the pod's own fields. */
export function fromField(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** An empty list or map says nothing, so it is left out. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
