// Data that outlives its pods: a volume for each, from the default storage class.
import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { RedisCluster, Storage } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'persistent-volumes');

new RedisCluster(chart, 'sessions', {
  storage: Storage.persistentVolumes({ size: Size.gibibytes(2) }),
  resources: {
    cpu: { request: Cpu.millis(100) },
    // maxmemory follows the limit: 70 % of it.
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  },
});

app.synth();
