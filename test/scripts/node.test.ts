// What the kubelet runs in a data pod: start.sh becomes the server, probe.sh answers for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, eventually } from './cluster';
import { probe, ready } from './hooks';
import { manage } from './manager';
import { PORT, type Pod } from './pod';

jest.setTimeout(120_000);

function probes(pod: Pod): Promise<string[]> {
  return Promise.all((['startup', 'liveness', 'readiness'] as const).map((kind) => probe(pod, kind)));
}

describe('start.sh', () => {
  it.concurrent('announces address and host name, and becomes the server', () =>
    Cluster.with({ pods: 1 }, async ({ pods: [pod] }) => {
      const { address, host } = await pod.myself();
      expect({ address, host }).toEqual({ address: pod.address, host: pod.host });
      expect(pod.log).toContain(`start: cache-0 at ${pod.address} on node1`);
      const server = pod.server;
      await pod.stop('SIGTERM');
      expect(server?.exitCode).toBe(0);
    }),
  );

  it.concurrent('lets probes run the copy of the scripts that it has made: a changed ConfigMap arrives only by a rollout', () =>
    Cluster.with({ pods: 1 }, async ({ pods: [pod] }) => {
      writeFileSync(join(pod.directory, 'scripts/probe.sh'), 'exit 1\n');
      writeFileSync(join(pod.directory, 'scripts/lib.sh'), 'exit 1\n');
      expect(await probe(pod, 'liveness')).toBe('passes');
    }),
  );
});

describe('probe.sh', () => {
  it.concurrent('holds a node unready until the cluster is formed, alive all the while', () =>
    Cluster.with({}, async (cluster) => {
      const unformed = ['passes', 'passes', 'fails (1): cluster_state has not been ok since this server started'];
      expect(await Promise.all(cluster.pods.map(probes))).toEqual(cluster.pods.map(() => unformed));
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      await ready(cluster.pods);
      expect(await Promise.all(cluster.pods.map(probes))).toEqual(cluster.pods.map(() => ['passes', 'passes', 'passes']));
    }),
  );

  it.concurrent('keeps a sound node ready while others are in trouble, and tells a replica without its master', () =>
    Cluster.with({ config: ['cluster-node-timeout 1000'] }, async (cluster) => {
      const [zero, one, two, three, four, five] = cluster.pods;
      expect(await manage(cluster, { nodeTimeout: 1000 })).toMatchObject({ code: 0 });
      await ready([zero, three, four]);
      await Promise.all([one, two].map((pod) => pod.stop()));
      await eventually('the quorum is lost', 60, async () => (await zero.ask('CLUSTER', 'INFO')).includes('cluster_state:fail'));
      for (const pod of [zero, three]) expect(await probe(pod, 'readiness')).toBe('passes');
      expect(await probe(four, 'readiness')).toBe('fails (1): the replication link is down');
      // What it has seen before a restart does not count after it, and the others find it in spite of all: a rollout that mends the rest goes on.
      await zero.stop();
      await zero.start();
      expect(await probe(zero, 'readiness')).toBe('fails (1): cluster_state has not been ok since this server started');
      await ready([zero]);
      // One that is alone is not sound.
      await Promise.all([three, four, five, zero].map((pod) => pod.stop()));
      await zero.start();
      await eventually('it misses the others', 60, async () => /cluster_slots_p?fail:1/.test(await zero.ask('CLUSTER', 'INFO')));
      expect(await probe(zero, 'readiness')).toBe('fails (1): nobody has found this server since it started');
    }),
  );

  it.concurrent('holds a server unready until the others have found it', () =>
    Cluster.with({ config: ['cluster-node-timeout 60000'] }, async (cluster) => {
      expect(await manage(cluster, { nodeTimeout: 60_000 })).toMatchObject({ code: 0 });
      const [zero, , two, , four] = cluster.pods;
      await cluster.move(zero, two, four);
      const holds = 'fails (1): 2 of the others have not found this server since it started';
      await eventually('those whose addresses it knows find it', 60, async () => {
        const answer = await probe(four, 'readiness');
        return answer === holds || answer;
      });
      for (const pod of [zero, two]) await four.ask('CLUSTER', 'MEET', pod.address, String(PORT));
      await ready([four]);
    }),
  );

  it.concurrent('holds a server unready until DNS gives its address for its name, but not for ever', () =>
    Cluster.with({}, async (cluster) => {
      expect(await manage(cluster)).toMatchObject({ code: 0 });
      const [zero, one] = cluster.pods;
      for (const pod of [zero, one]) {
        cluster.staleDns.set(pod.host, pod.address);
        await cluster.move(pod);
      }
      await eventually('all but DNS has found it', 60, async () => {
        const answer = await probe(zero, 'readiness', { NAME_SECONDS: '600' });
        return answer === `fails (1): DNS does not give ${zero.address} for the name of this pod yet` || answer;
      });
      cluster.staleDns.delete(zero.host);
      cluster.publish();
      expect(await probe(zero, 'readiness', { NAME_SECONDS: '600' })).toBe('passes');
      // What has been ready stays it, and DNS that is silent for long is no reason.
      cluster.dnsIsDown = true;
      cluster.publish();
      expect(await probe(zero, 'readiness', { NAME_SECONDS: '600' })).toBe('passes');
      await eventually('it has asked for long enough', 60, async () => (await probe(one, 'readiness', { NAME_SECONDS: '2' })) === 'passes');
    }),
  );

  it.concurrent('does not call a master ready that has no slots', () =>
    Cluster.with({ pods: 1, names: 'spare' }, ({ pods: [spare] }) =>
      Cluster.with({ pods: 3 }, async (cluster) => {
        expect(await manage(cluster, { replicas: 0 })).toMatchObject({ code: 0 });
        await spare.ask('CLUSTER', 'MEET', cluster.pods[0].address, String(PORT));
        await eventually('the fourth says ok', 60, async () => (await spare.ask('CLUSTER', 'INFO')).includes('cluster_state:ok'));
        await eventually('it is said', 60, async () => (await probe(spare, 'readiness')) === 'fails (1): a master without slots');
      }),
    ),
  );

  it.concurrent('takes loading its data set for alive, not for ready', () =>
    Cluster.with({ pods: 1, config: ['rdbcompression no'] }, async ({ pods: [pod] }) => {
      await pod.ask('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await eventually('it serves', 60, async () => (await probe(pod, 'readiness')) === 'passes');
      for (let i = 0; i < 100; i++) await pod.ask('SET', `key:${i}`, 'x'.repeat(1000));
      // Events are served while an RDB file is read, not while commands are.
      await pod.ask('BGREWRITEAOF');
      await eventually('the base file is written', 60, async () => (await pod.ask('INFO', 'persistence')).includes('aof_rewrite_in_progress:0'));
      await pod.stop('SIGTERM');
      pod.config = ['key-load-delay 50000', 'loading-process-events-interval-bytes 1024'];
      await pod.start();
      expect(await pod.ask('DBSIZE')).toMatch(/^LOADING/);
      expect(await probes(pod)).toEqual(['passes', 'passes', expect.stringMatching(/^fails \(1\): PING answered: LOADING/)]);
    }),
  );

  it.concurrent('takes a long script for alive, not for ready', () =>
    Cluster.with({ pods: 1, config: ['busy-reply-threshold 100'] }, async ({ pods: [pod] }) => {
      const script = pod.ask('EVAL', 'while true do end', '0');
      await eventually('it is busy', 60, async () => (await pod.ask('PING')).startsWith('BUSY'));
      expect(await probes(pod)).toEqual(['passes', 'passes', expect.stringMatching(/^fails \(1\): PING answered: BUSY/)]);
      await pod.ask('SCRIPT', 'KILL');
      await script;
    }),
  );

  it.concurrent('takes a server that works and has no time to answer for alive, as long as it works', () =>
    Cluster.with({ pods: 1, config: ['busy-reply-threshold 0', 'enable-debug-command yes'] }, async ({ pods: [pod] }) => {
      const silent = 'fails (1): no answer to PING';
      const long = pod.ask('DEBUG', 'SLEEP', '12');
      await sleep(500);
      // Asleep is not at work.
      expect([await probe(pod, 'liveness'), await probe(pod, 'liveness')]).toEqual([silent, silent]);
      await long;
      await eventually('it is awake', 60, async () => (await probe(pod, 'liveness')) === 'passes');
      const script = pod.ask('EVAL', "local n = 0 for i = 1, 4e7 do n = n + #redis.sha1hex('x') end", '0');
      await sleep(500);
      expect([await probe(pod, 'liveness'), await probe(pod, 'liveness')]).toEqual([silent, 'passes']);
      await pod.stop();
      await script;
      expect([await probe(pod, 'liveness'), await probe(pod, 'liveness')]).toEqual([silent, silent]);
    }),
  );

  it.concurrent('takes a server that hangs, or is not there, for dead, within its time-out', () =>
    Cluster.with({ pods: 1 }, async ({ pods: [pod] }) => {
      const silent = ['startup', 'liveness', 'readiness'].map(() => 'fails (1): no answer to PING');
      pod.server?.kill('SIGSTOP');
      const asked = Date.now();
      expect(await probes(pod)).toEqual(silent);
      expect(Date.now() - asked).toBeLessThan(5000);
      pod.server?.kill('SIGCONT');
      expect(await probe(pod, 'liveness')).toBe('passes');
      await pod.stop();
      expect(await probes(pod)).toEqual(silent);
    }),
  );
});
