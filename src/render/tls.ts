import { Duration } from 'cdk8s';
import { k8s } from '../../imports/k8s';
import { Settings } from './settings';

/** Where pods have the Secret, as `certificates.sh` expects it. */
const MOUNT_PATH = '/etc/redis-tls';

/** What TLS adds to a pod. */
export interface TlsFields {
  readonly env: k8s.EnvVar[];
  readonly volumes: k8s.Volume[];
  readonly volumeMounts: k8s.VolumeMount[];
}

/** The Secret with the servers' files; nothing without TLS. */
export function tlsSecretName({ name, tls }: Settings): string | undefined {
  return tls.enabled ? (tls.secretName ?? `${name}-tls`) : undefined;
}

/** The link, in scratch space, to the files in use. */
export function tlsDirectory(runPath: string): string {
  return `${runPath}/tls`;
}

/** Mounts the Secret into a pod of servers or of the manager, readable for the pod's own group alone. */
export function renderTls(settings: Settings, runPath: string): TlsFields {
  const secretName = tlsSecretName(settings);
  if (secretName === undefined) return { env: [], volumes: [], volumeMounts: [] };
  return {
    env: [
      { name: 'TLS_SECRET', value: secretName },
      { name: 'TLS_DIR', value: tlsDirectory(runPath) },
    ],
    volumes: [{ name: 'tls', secret: { secretName, defaultMode: 0o440 } }],
    volumeMounts: [{ name: 'tls', mountPath: MOUNT_PATH, readOnly: true }],
  };
}

/** From when on a certificate should have been renewed: long enough before its end for a person to help. */
const WARNING = Duration.days(14);

/** How many seconds before its end a certificate is missed: where cert-manager renews it, only when it has had half of its time for that. */
export function warnSeconds({ tls }: Settings): number {
  const renewal = tls._certificate?.renewBefore.toSeconds() ?? Infinity;
  return Math.min(WARNING.toSeconds(), Math.floor(renewal / 2));
}

/** The names by which clients reach the Service, as far as they are known. */
export function serviceNames({ name, namespace }: Settings): string[] {
  return namespace === undefined ? [name] : [name, `${name}.${namespace}.svc`];
}

/**
 * The names in the certificate: the Service's, and those of all pods, however many. Most clients do not take the wildcard of the short name, which has too few
 * dots for them; the servers announce the long one.
 */
export function certificateNames({ name, namespace, serviceName, clusterDomain, tls }: Settings): string[] {
  const suffixes = namespace === undefined ? [''] : ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${clusterDomain}`];
  const own = [name, `*.${serviceName}`].flatMap((host) => suffixes.map((suffix) => host + suffix));
  return [...own, ...(tls._certificate?.dnsNames ?? [])];
}
