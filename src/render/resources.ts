import { ContainerResources } from 'cdk8s-plus-27';
import { k8s } from '../../imports/k8s';
import { unlessEmpty } from './pod';

/** CPU, memory and ephemeral storage as a container states them; what was not said is left out. */
export function renderResources(resources: ContainerResources): k8s.ResourceRequirements {
  return { requests: quantities(resources, 'request'), limits: quantities(resources, 'limit') };
}

function quantities({ cpu, memory, ephemeralStorage }: ContainerResources, bound: 'request' | 'limit'): { [name: string]: k8s.Quantity } | undefined {
  const amounts = {
    cpu: cpu?.[bound]?.amount,
    memory: memory?.[bound]?.asString(),
    'ephemeral-storage': ephemeralStorage?.[bound]?.asString(),
  };
  const given = Object.entries(amounts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return unlessEmpty(Object.fromEntries(given.map(([name, amount]) => [name, k8s.Quantity.fromString(amount)])));
}
