import { Duration, Size } from 'cdk8s';
import { Keeper, ManagerImage, QuorumLoss } from '../../../src';
import { Refusal } from './refusals';

const SECONDS = 'a whole number of seconds from 1 s to 2147483647 s';
const SILENT = 'say how long most masters have to be silent before their replicas take over';
const RESTART = 'masters that only restart would lose what their replicas lack, so lengthen it';

export const KEEPER: Refusal[] = [
  ...[0, -1, 1.5, NaN, Infinity].map((replicas) => ({
    wrong: `${replicas} keepers`,
    props: { keeper: Keeper.pods({ replicas }) },
    says: [`keeper: replicas must be a whole number of 1 or more, got ${replicas}: say how many pods watch the servers, or use Keeper.none()`],
  })),
  {
    wrong: 'a keeper whose image is none',
    props: { keeper: Keeper.pods({ image: ManagerImage.custom('my image') }) },
    says: [
      'keeper: image must be an image such as "registry.example.com/redis:8.0", got "my image": write registry, name and tag as a container runtime reads them',
    ],
  },
  {
    wrong: 'resources of the keeper in the wrong order',
    props: { keeper: Keeper.pods({ resources: { memory: { request: Size.gibibytes(1), limit: Size.mebibytes(0) } } }) },
    says: [
      'keeper: resources.memory.limit must be a size above zero, at most 8Pi, written without an exponent, got 0Mi: Kubernetes takes nothing finer or larger',
      'keeper: resources.memory.request must be at most the limit, which is 0Mi, got "1Gi": lower the request or raise the limit',
    ],
  },
  {
    wrong: 'a takeover after part of a second',
    props: { onQuorumLoss: QuorumLoss.takeOver({ after: Duration.millis(7500) }) },
    says: [`onQuorumLoss: after must be ${SECONDS}, got 7.5 s: ${SILENT}`],
  },
  {
    wrong: 'a takeover before the node timeout',
    props: { onQuorumLoss: QuorumLoss.takeOver({ after: Duration.seconds(15) }), nodeTimeout: Duration.seconds(15) },
    says: [`onQuorumLoss: after must be longer than nodeTimeout, which is 15 s, got 15 s: ${RESTART}`],
  },
];
