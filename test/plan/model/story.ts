import { ranges } from './render';
import type { Server } from './server';
import type { World } from './world';

/** What is, for whoever has to find out why a run failed. */
export function describe(world: World): string {
  return world.pods
    .map((pod) => `${pod.name} ${pod.address ?? '-'} ${pod.server === undefined ? 'has no server' : describeServer(world, pod.server)}`)
    .join('\n');
}

function describeServer(world: World, server: Server): string {
  const { replication } = server;
  const words = [
    server.id.slice(0, 8),
    server.isMaster ? `master ${ranges(server.slotsOf(server.id)).join(' ')}` : `replica of ${server.self.primary?.slice(0, 8)}`,
    server.isMaster ? '' : `dials ${replication.address} ${replication.up ? `up to ${replication.source?.identity.hostName.split('.')[0]}` : 'down'}`,
    `state ${server.state}, epoch ${server.self.configEpoch}/${server.currentEpoch}, timeout ${server.timeout}, gate ${server.gate}`,
    `${server.data.size} keys${server.frozen ? ', hangs' : ''}${server.loading ? ', loads' : ''}`,
    ...server.others().map((peer) => {
      const flags = [
        peer.role,
        peer.failed ? 'fail' : '',
        peer.maybeFailed ? 'fail?' : '',
        peer.noAddress ? 'noaddr' : '',
        peer.handshake ? 'handshake' : '',
      ];
      const named = peer.hostName === '' ? '(nameless)' : peer.hostName.split('.')[0];
      return `\n    ${peer.id.slice(0, 8)} ${named} ${peer.ip} ${flags.filter((flag) => flag !== '').join(',')} of ${peer.primary?.slice(0, 8)} epoch ${peer.configEpoch} ${ranges(server.slotsOf(peer.id)).join(' ')}`;
    }),
  ];
  return `${words.filter((word) => word !== '').join(', ')} (${world.families.get(server.id)})`;
}
