// A cluster that asks for a password, and an application that is given it: from the Secret `cache-password`, which somebody else makes.
// kubectl create secret generic cache-password --from-literal=password="$(openssl rand -hex 32)"
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu, Deployment, ImagePullPolicy } from 'cdk8s-plus-27';
import { Auth, RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'password');

const redis = new RedisCluster(chart, 'cache', { auth: Auth.password('cache-password') });

const counter = new Deployment(chart, 'counter', {
  metadata: { name: 'counter' },
  replicas: 1,
  containers: [
    {
      name: 'counter',
      image: 'redis:8.0',
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      command: [
        'sh',
        '-c',
        'export REDISCLI_AUTH="$REDIS_PASSWORD"; while sleep 1; do redis-cli -c -h "$REDIS_HOST" -p "$REDIS_PORT" --user "$REDIS_USERNAME" INCR counter; done',
      ],
      resources: { cpu: { request: Cpu.millis(10) }, memory: { request: Size.mebibytes(16) } },
      securityContext: { user: 999, group: 999 },
    },
  ],
});

redis.connect(counter);

// What least privilege asks for besides, and cdk8s-plus-27 has no words for.
ApiObject.of(counter).addJsonPatch(
  JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
  JsonPatch.add('/spec/template/spec/containers/0/securityContext/capabilities', { drop: ['ALL'] }),
  JsonPatch.add('/spec/template/spec/enableServiceLinks', false),
);

app.synth();
