// A complete cluster: three masters with a replica each. The chart names no namespace, so the manifest applies to any.
import { App, Chart } from 'cdk8s';
import { RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'quickstart');

new RedisCluster(chart, 'cache');

app.synth();
