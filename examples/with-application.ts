// An application that finds its cluster by REDIS_HOST and REDIS_PORT, and is alone in being let in.
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { ConfigMap, Cpu, Deployment, ImagePullPolicy, Volume } from 'cdk8s-plus-27';
import { Access, EvictionPolicy, Persistence, RedisCluster } from 'cdk8s-redis-cluster';
import { BuildOptions, buildSync } from 'esbuild';

const app = new App();
const chart = new Chart(app, 'with-application');

const redis = new RedisCluster(chart, 'cache', {
  access: Access.labelled(),
  persistence: Persistence.none(),
  evictionPolicy: EvictionPolicy.ALL_KEYS_LRU,
  resources: { memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) } },
});

// Yours has an image of its own. This one is so small that a ConfigMap holds it, and its client library in one file beside it.
const toFile = (entry: string, options: BuildOptions) =>
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', target: 'node20', write: false, ...options }).outputFiles![0].text;
const program = new ConfigMap(chart, 'program', {
  metadata: { name: 'counter' },
  data: {
    'counter.js': toFile('examples/with-application/counter.ts', { external: ['ioredis'] }),
    'ioredis.js': toFile('ioredis', { minify: true }),
  },
});
const files = Volume.fromConfigMap(chart, 'files', program, {
  name: 'program',
  items: { 'counter.js': { path: 'counter.js' }, 'ioredis.js': { path: 'node_modules/ioredis.js' } },
});

const counter = new Deployment(chart, 'counter', {
  metadata: { name: 'counter' },
  replicas: 1,
  containers: [
    {
      name: 'counter',
      image: 'node:24-bookworm-slim',
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      command: ['node', '/app/counter.js'],
      resources: { cpu: { request: Cpu.millis(10) }, memory: { request: Size.mebibytes(64) } },
      securityContext: { user: 1000, group: 1000 },
      volumeMounts: [{ path: '/app', volume: files, readOnly: true }],
    },
  ],
});

// Sets the variables, and puts the label on the pods that lets them in.
redis.connect(counter);

// What least privilege asks for besides, and cdk8s-plus-27 has no words for.
ApiObject.of(counter).addJsonPatch(
  JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
  JsonPatch.add('/spec/template/spec/containers/0/securityContext/capabilities', { drop: ['ALL'] }),
  JsonPatch.add('/spec/template/spec/enableServiceLinks', false),
);

app.synth();
