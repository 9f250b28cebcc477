// Two applications that share a cluster: each sees its own keys, one only reads, and neither may send what could harm the other (FLUSHALL, KEYS, CONFIG and the like).
// kubectl create secret generic shop --from-literal=password="$(openssl rand -hex 32)", and so on for `report` and `cache-system`.
import { App, Chart } from 'cdk8s';
import { Auth, RedisCluster } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'users');

new RedisCluster(chart, 'cache', {
  auth: Auth.users(
    [
      { name: 'shop', secretName: 'shop', keys: ['shop:*'], channels: ['shop:*'] },
      {
        name: 'report',
        secretName: 'report',
        keys: ['%R~shop:*'],
        channels: [],
        commands: ['+@read', '+@connection', '-@dangerous', '+cluster|slots', '+cluster|shards', '+info'],
      },
    ],
    { system: { secretName: 'cache-system' } },
  ),
});

app.synth();
