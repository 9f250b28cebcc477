// A StatefulSet for each shard: the scheduler itself keeps a master and its replica on different nodes, and in different zones where there are some.
import { App, Chart, Size } from 'cdk8s';
import { Layout, RedisCluster, Storage } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'shard-per-statefulset');

new RedisCluster(chart, 'cache', {
  layout: Layout.statefulSetPerShard(),
  storage: Storage.persistentVolumes({ size: Size.gibibytes(2) }),
  nodeSelector: { 'kubernetes.io/os': 'linux' },
});

app.synth();
