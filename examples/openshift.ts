// OpenShift assigns each namespace user and group of its own, so the manifest names none.
import { App, Chart } from 'cdk8s';
import { RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'openshift');

new RedisCluster(chart, 'cache', { assignedIds: true });

app.synth();
