// The Job runs in plain Ubuntu and gets redis-cli from Ubuntu's archive, as a non-root user.
import { App, Chart } from 'cdk8s';
import { Formation, ManagerImage, RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'ubuntu-manager');

new RedisCluster(chart, 'cache', {
  formation: Formation.job({ image: ManagerImage.ubuntu() }),
});

app.synth();
