// The two ways: the servers that each is for, and the Job that forms them, which says a word before it does anything else.
import { readFileSync } from 'node:fs';
import { Testing } from 'cdk8s';
import { Access, RedisCluster } from 'cdk8s-redis-cluster';
import { parseAllDocuments } from 'yaml';

const CLASSIC = new URL('../../test/e2e/manifests/classic.yaml', import.meta.url);

/** What the package makes, without the keeper, which has nothing to do with it. */
const objects = () => {
  const chart = Testing.chart();
  // Whoever watches is no pod.
  new RedisCluster(chart, 'cache', { access: Access.anywhere() });
  return Testing.synth(chart).filter(({ kind }) => kind !== 'Deployment');
};

const HOSTS = [0, 1, 2, 3, 4, 5].map((i) => `classic-${i}.classic-nodes:6379`);
const STOCK = [
  `redis-cli --cluster create ${HOSTS.slice(0, 3).join(' ')} --cluster-yes`,
  // Right after another the engine may say that the node is not empty: gossip has introduced it already. Tutorials try again.
  ...HOSTS.slice(3).map((host) => `until redis-cli --cluster add-node ${host} ${HOSTS[0]} --cluster-slave; do sleep 1; done`),
].join(' && ');

export const WAYS = {
  'the Job of the package': {
    selector: 'app.kubernetes.io/component=node',
    servers: () => objects().filter(({ kind }) => kind !== 'Job'),
    job: () => {
      const job = objects().find(({ kind }) => kind === 'Job');
      const [container] = job.spec.template.spec.containers;
      return saying(job, container.command);
    },
  },
  'create three masters, add-node for each': {
    selector: 'app=classic',
    servers: () => parseAllDocuments(readFileSync(CLASSIC, 'utf8')).map((document) => document.toJS()),
    job: () => {
      const spec = { restartPolicy: 'Never', containers: [{ name: 'stock', image: 'redis:8.0', imagePullPolicy: 'IfNotPresent' }] };
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'stock' }, spec: { template: { metadata: { labels: {} }, spec } } };
      return saying(job, ['sh', '-c', STOCK]);
    },
  },
};

function saying(job, command) {
  const { template } = job.spec;
  template.metadata.labels.birth = 'job';
  template.spec.containers[0].command = ['sh', '-c', 'echo begins; exec "$@"', 'sh', ...command];
  return job;
}
