import { Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import { maxMemoryBytes } from '../../src/render/memory';
import { renderResources } from '../../src/render/resources';
import { settle } from '../../src/render/settings';

const amounts = (resources: ContainerResources) => JSON.parse(JSON.stringify(renderResources(resources)));
const settled = (resources?: ContainerResources) =>
  amounts(settle({ name: 'cache', resources }, { nameIsId: false, serviceName: 'cache-nodes', objects: [] }).resources);

test('only what was said is rendered', () => {
  expect(amounts({})).toEqual({});
  expect(amounts({ cpu: { request: Cpu.units(0.5) }, memory: { limit: Size.gibibytes(1) }, ephemeralStorage: { limit: Size.mebibytes(5) } })).toEqual(
    {
      requests: { cpu: { value: '0.5' } },
      limits: { memory: { value: '1Gi' }, 'ephemeral-storage': { value: '5Mi' } },
    },
  );
});

describe('requests by default', () => {
  test('are 100m and 100Mi', () => {
    expect(settled()).toEqual({ requests: { cpu: { value: '100m' }, memory: { value: '100Mi' } } });
  });

  test('are the limits where those are lower', () => {
    const limits = { cpu: { value: '0.05' }, memory: { value: '64Mi' } };
    expect(settled({ cpu: { limit: Cpu.units(0.05) }, memory: { limit: Size.mebibytes(64) } })).toEqual({ requests: limits, limits });
  });

  test('are what was asked for', () => {
    const resources = { cpu: { request: Cpu.units(2) }, memory: { request: Size.gibibytes(1), limit: Size.gibibytes(2) } };
    expect(settled(resources)).toEqual({ requests: { cpu: { value: '2' }, memory: { value: '1Gi' } }, limits: { memory: { value: '2Gi' } } });
  });
});

test('keys may take 70 % of the memory limit, in whole bytes', () => {
  expect(maxMemoryBytes(undefined, { memory: { limit: Size.kibibytes(1) } })).toBe(716);
});
