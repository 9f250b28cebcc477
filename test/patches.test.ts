import { ApiObject, JsonPatch, Size } from 'cdk8s';
import { RedisCluster, Storage } from '../src';
import { chart, object } from './synth';

describe('what has no prop is patched', () => {
  test('a field that Kubernetes 1.27 does not know', () => {
    const scope = chart();
    const redis = new RedisCluster(scope, 'cache');
    ApiObject.of(redis.service).addJsonPatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
    expect(object(scope, 'Service', 'cache').spec.trafficDistribution).toBe('PreferClose');
  });

  test('a number where a name may stand', () => {
    const scope = chart();
    const redis = new RedisCluster(scope, 'cache');
    ApiObject.of(redis.headlessService).addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', 6379));
    ApiObject.of(redis.nodes).addJsonPatch(JsonPatch.add('/spec/updateStrategy', { rollingUpdate: { maxUnavailable: 1 } }));
    expect(object(scope, 'Service', 'cache-nodes').spec.ports[0].targetPort).toBe(6379);
    expect(object(scope, 'StatefulSet', 'cache').spec.updateStrategy.rollingUpdate.maxUnavailable).toBe(1);
  });

  test('a quantity', () => {
    const scope = chart();
    const redis = new RedisCluster(scope, 'cache', { storage: Storage.persistentVolumes({ size: Size.gibibytes(1) }) });
    ApiObject.of(redis.nodes).addJsonPatch(JsonPatch.replace('/spec/volumeClaimTemplates/0/spec/resources/requests/storage', '5Gi'));
    expect(object(scope, 'StatefulSet', 'cache').spec.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('5Gi');
  });

  test('every part', () => {
    const redis = new RedisCluster(chart(), 'cache');
    const { configuration, service, headlessService, nodes, formation, keeper, disruptionBudget, networkPolicies } = redis;
    const parts = [configuration, service, headlessService, nodes, formation!, keeper!, disruptionBudget!, networkPolicies!];
    const kinds = parts.map((part) => ApiObject.of(part).kind);
    expect(kinds).toEqual(['ConfigMap', 'Service', 'Service', 'StatefulSet', 'Job', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy']);
  });
});
