// Encrypted connections, with a certificate that cert-manager makes and renews. The Issuer `cluster-ca` of the namespace is there already.
import { App, Chart } from 'cdk8s';
import { RedisCluster, Tls } from 'cdk8s-redis-cluster';

const app = new App();
const chart = new Chart(app, 'tls-cert-manager', { namespace: 'shop' });

new RedisCluster(chart, 'cache', { tls: Tls.certManager('cluster-ca') });

app.synth();
