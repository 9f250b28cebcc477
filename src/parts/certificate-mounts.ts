import { AbstractPod, Secret, Volume } from 'cdk8s-plus-27';

/** Mounts some keys of a Secret into every container that a workload has now, once. A directory, so that what changes in the Secret arrives. */
export function mountCertificates(workload: AbstractPod, secretName: string, path: string, keys: string[]): void {
  const id = `Certificates${path.replace(/\//g, '-')}`;
  const volume = (workload.node.tryFindChild(id) as Volume | undefined) ?? createVolume(workload, id, secretName, path, keys);
  for (const container of [...workload.initContainers, ...workload.containers]) {
    if (!container.mounts.some((mount) => mount.path === path)) container.mount(path, volume, { readOnly: true });
  }
}

function createVolume(workload: AbstractPod, id: string, secretName: string, path: string, keys: string[]): Volume {
  const secret = Secret.fromSecretName(workload, `${id}-secret`, secretName);
  const items = Object.fromEntries(keys.map((key) => [key, { path: key }]));
  return Volume.fromSecret(workload, id, secret, { name: path.slice('/etc/'.length).replace(/\//g, '-'), items });
}
