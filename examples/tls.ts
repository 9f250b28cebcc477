// Encrypted connections, with the certificate in the Secret cache-tls: tls.crt, tls.key and ca.crt. Applications prove themselves by a certificate of their own.
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu, Deployment, ImagePullPolicy } from 'cdk8s-plus-27';
import { RedisCluster, Tls } from 'cdk8s-redis-cluster';

const app = new App();
// With a namespace the servers announce names that certificates can have: *.cache-nodes.shop.svc.cluster.local
const chart = new Chart(app, 'tls', { namespace: 'shop' });

const redis = new RedisCluster(chart, 'cache', {
  tls: Tls.secret('cache-tls', { clientSecretName: 'cache-client-tls' }),
});

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
        `while sleep 1; do
           redis-cli -c -h "$REDIS_HOST" -p "$REDIS_PORT" --tls --cacert "$REDIS_TLS_CA" --cert "$REDIS_TLS_CERT" --key "$REDIS_TLS_KEY" INCR counter
         done`,
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
