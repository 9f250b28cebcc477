import { eventually } from './cluster';
import { type Pod } from './pod';

export const role = async (pod: Pod): Promise<string> => (await pod.ask('ROLE')).split(',')[0];

/** Waits until everybody knows whose replica it is. */
export async function allToKnow(pods: readonly Pod[], replica: Pod, master: Pod): Promise<void> {
  const [{ id: follower }, { id: leader }] = [await replica.myself(), await master.myself()];
  await eventually(`all to know that ${replica.name} follows ${master.name}`, 60, async () => {
    const known = await Promise.all(pods.map((pod) => pod.nodes()));
    return known.every((nodes) => nodes.find(({ id }) => id === follower)?.primary === leader);
  });
}

/**
 * A handover that nobody plans. Once all know whose replica it is: an election that somebody refuses is not repeated before four node timeouts are over. The engine gives the
 * handover itself up after 5 s, and who asks while it goes on begins it anew.
 */
export async function handOver(pods: readonly Pod[], from: Pod, to: Pod): Promise<void> {
  await allToKnow(pods, to, from);
  let again = 0;
  await eventually(`${to.name} to be the master`, 60, async () => {
    if ((await role(to)) === 'master' && (await role(from)) === 'slave') return true;
    if (Date.now() > again && (await to.ask('CLUSTER', 'FAILOVER')) === 'OK') again = Date.now() + 6000;
    return false;
  });
  await eventually(`${from.name} to be in sync`, 60, async () => (await from.ask('INFO', 'replication')).includes('master_link_status:up'));
}
