// An application that finds its cluster by REDIS_HOST and REDIS_PORT, and is alone in being let in: it counts to the end of time.
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu, Deployment, ImagePullPolicy } from 'cdk8s-plus-27';
import { Access, EvictionPolicy, Persistence, RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'with-application');

const redis = new RedisCluster(chart, 'cache', {
  access: Access.labelled(),
  persistence: Persistence.none(),
  evictionPolicy: EvictionPolicy.ALL_KEYS_LRU,
  resources: { memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) } },
});

const counter = new Deployment(chart, 'counter', {
  metadata: { name: 'counter' },
  replicas: 1,
  containers: [
    {
      name: 'counter',
      image: 'redis:8.0',
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      command: ['sh', '-c', 'while sleep 1; do redis-cli -c -h "$REDIS_HOST" -p "$REDIS_PORT" INCR counter; done'],
      resources: { cpu: { request: Cpu.millis(10) }, memory: { request: Size.mebibytes(16) } },
      securityContext: { user: 999, group: 999 },
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
