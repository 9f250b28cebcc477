import { ServiceType } from 'cdk8s-plus-27';
import { ClientService, HeadlessService } from '../../src';
import { chart, object } from '../synth';

const SELECTOR = { 'app.kubernetes.io/name': 'redis-cluster', 'app.kubernetes.io/instance': 'cache', 'app.kubernetes.io/component': 'node' };

test('clients connect to the pods that are ready', () => {
  const scope = chart();
  new ClientService(scope, 'id', { name: 'cache' });
  expect(object(scope, 'Service', 'cache').spec).toEqual({
    type: 'ClusterIP',
    selector: SELECTOR,
    ports: [{ name: 'redis', port: 6379, targetPort: 'redis', appProtocol: 'redis' }],
  });
});

test('type and annotations are the user’s', () => {
  const scope = chart();
  new ClientService(scope, 'id', { name: 'cache', serviceType: ServiceType.NODE_PORT, annotations: { a: '1' }, serviceAnnotations: { b: '2' } });
  expect(object(scope, 'Service', 'cache')).toMatchObject({ metadata: { annotations: { a: '1', b: '2' } }, spec: { type: 'NodePort' } });
});

test('every pod has a DNS name before it is ready', () => {
  const scope = chart();
  const service = new HeadlessService(scope, 'id', { name: 'cache', port: 7000 });
  expect(service.serviceName).toBe('cache-nodes');
  expect(object(scope, 'Service', 'cache-nodes').spec).toEqual({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: SELECTOR,
    ports: [
      { name: 'redis', port: 7000, targetPort: 'redis', appProtocol: 'redis' },
      { name: 'cluster', port: 17000, targetPort: 'cluster', appProtocol: 'tcp' },
    ],
  });
});

test('used alone they judge their own props', () => {
  expect(() => new ClientService(chart(), 'id', { name: 'cache', port: 0 })).toThrow(/port/);
  expect(() => new HeadlessService(chart(), 'id', { name: 'Not A Name' })).toThrow(/Not A Name/);
});
