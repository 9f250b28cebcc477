// Data on one NFS server: each pod has a folder of its own, /exports/redis/archive-0 and so on, which has to be there, owned by user and group 999.
import { App, Chart, Size } from 'cdk8s';
import { RedisCluster, Storage } from 'cdk8s-redis-cluster';

const app = new App();
// The static volumes name the claims that they are for, and those have a namespace.
const chart = new Chart(app, 'nfs', { namespace: 'redis-nfs' });

new RedisCluster(chart, 'archive', {
  storage: Storage.nfs({ server: 'nfs.example.com', path: '/exports/redis', size: Size.gibibytes(2), mountOptions: ['nfsvers=4.1', 'hard'] }),
});

app.synth();
