import { Duration, Size } from 'cdk8s';
import { ClusterFormation, Formation, ManagerImage } from '../../../src';
import { Refusal } from './refusals';

const SECONDS = 'a whole number of seconds from 1 s to 2147483647 s';
const COUNTED = 'Kubernetes counts it in seconds; leave it out for wait and 15 minutes more';

export const FORMATION: Refusal[] = [
  {
    wrong: 'an image that is none',
    props: { formation: Formation.job({ image: ManagerImage.custom('my image') }) },
    says: [
      'formation: image must be an image such as "registry.example.com/redis:8.0", got "my image": write registry, name and tag as a container runtime reads them',
    ],
  },
  {
    wrong: 'times of nothing',
    props: { formation: Formation.job({ wait: Duration.seconds(0), activeDeadline: Duration.millis(1500) }) },
    says: [
      `formation: wait must be ${SECONDS}, got 0 s: pods are not there at once, so say how long the Job may wait for them`,
      `formation: activeDeadline must be ${SECONDS}, got 1.5 s: ${COUNTED}`,
    ],
  },
  {
    wrong: 'an end before the waiting is over',
    props: { formation: Formation.job({ wait: Duration.minutes(10), activeDeadline: Duration.minutes(10) }) },
    says: [
      'formation: activeDeadline must be longer than wait, which is 600 s, got 600 s: the Job would be ended while it still waits, without a word, so lengthen it or shorten wait',
    ],
  },
  {
    wrong: 'an end before the default waiting is over',
    props: { formation: Formation.job({ activeDeadline: Duration.minutes(10) }) },
    says: [
      'formation: activeDeadline must be longer than wait, which is 3600 s, got 600 s: the Job would be ended while it still waits, without a word, so lengthen it or shorten wait',
    ],
  },
  ...[-1, 1.5, NaN, Infinity].map((backoffLimit) => ({
    wrong: `${backoffLimit} attempts`,
    props: { formation: Formation.job({ backoffLimit }) },
    says: [`formation: backoffLimit must be a whole number from 0 to 2147483647, got ${backoffLimit}: say how many attempts may follow a failed one`],
  })),
  {
    wrong: 'resources in the wrong order, of the Job and of a part',
    make: (chart) =>
      new ClusterFormation(chart, 'id', {
        statefulSetName: 'redis',
        serviceName: 'redis',
        resources: { memory: { request: Size.gibibytes(1), limit: Size.mebibytes(0) } },
      }),
    says: [
      'formation: resources.memory.limit must be a size above zero, at most 8Pi, written without an exponent, got 0Mi: Kubernetes takes nothing finer or larger',
      'formation: resources.memory.request must be at most the limit, which is 0Mi, got "1Gi": lower the request or raise the limit',
    ],
  },
];
