import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from './cluster';
import { type Pod } from './pod';

export type Probe = 'startup' | 'liveness' | 'readiness';

/** What probe.sh says, as the kubelet hears it. */
export function probe(pod: Pod, kind: Probe, more: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve) => {
    execFile('sh', [join(pod.directory, 'run/probe.sh'), kind], { env: { ...pod.environment(), ...more }, timeout: 10_000 }, (error, output) => {
      resolve(error ? `fails (${error.code}): ${output.trim()}` : 'passes');
    });
  });
}

/** Waits until the pods are ready: after its birth a server is found by the others within half the node timeout. */
export async function ready(pods: readonly Pod[], seconds = 60): Promise<void> {
  for (const pod of pods) await eventually(`${pod.name} is ready`, seconds, () => probe(pod, 'readiness').then((said) => said === 'passes' || said));
}

/** What stop.sh says, once it has ended by itself. On a busy machine a handover, and the turn for it, take their time. */
export function stop(pod: Pod, more: NodeJS.ProcessEnv = {}): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(
      'sh',
      [join(pod.directory, 'run/stop.sh')],
      { env: { ...pod.environment(), HANDOVER_SECONDS: '100', LINE_SECONDS: '80', ...more }, timeout: 110_000 },
      (error, output) => {
        const said = output.trim().split('\n');
        if (error) reject(new Error(`${error}: ${output}`));
        else resolve(said);
      },
    );
  });
}
