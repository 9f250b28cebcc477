import { Duration } from 'cdk8s';
import { ClusterFormation, EndpointType, Tls } from '../../../src';
import { Refusal } from './refusals';

const NAME = 'lower case letters, digits, dashes and dots within, at most 253';
const SECONDS = 'a whole number of seconds from 3600 s to 2147483647 s';
const issued = (...[issuer, options]: Parameters<typeof Tls.certManager>) => ({ tls: Tls.certManager(issuer, options) });

export const TLS: Refusal[] = [
  {
    wrong: 'Secrets that cannot be',
    props: { tls: Tls.secret('My Secret', { clientSecretName: '' }) },
    says: [
      `tls: secretName must be ${NAME}, got "My Secret": Secrets are named so`,
      `tls: clientSecretName must be ${NAME}, got "": Secrets are named so`,
    ],
  },
  {
    wrong: 'a Secret that cannot be, for the Job alone',
    make: (chart) => new ClusterFormation(chart, 'cache', { statefulSetName: 'cache', serviceName: 'cache', tls: Tls.secret('a_b') }),
    says: [`tls: secretName must be ${NAME}, got "a_b": Secrets are named so`],
  },
  {
    wrong: 'an issuer that cannot be',
    props: issued('My CA', { issuerKind: 'cluster issuer', issuerGroup: 'cert-manager.io/v1' }),
    says: [
      `tls: issuerName must be ${NAME}, got "My CA": issuers are named so`,
      'tls: issuerKind must be the kind of an object, such as Issuer or ClusterIssuer, got "cluster issuer": write it as the issuer\'s manifest has it behind "kind:"',
      'tls: issuerGroup must be the API group of the issuer, got "cert-manager.io/v1": write what the issuer\'s manifest has before the "/" of "apiVersion:"',
    ],
  },
  ...[Duration.minutes(59), Duration.millis(3600_500), Duration.seconds(2 ** 31)].map((duration) => ({
    wrong: `certificates for ${duration.toHumanString()}`,
    props: issued('ca', { duration, renewBefore: Duration.minutes(5) }),
    says: [`tls: duration must be ${SECONDS}, got ${duration.toMilliseconds({ integral: false }) / 1000} s: cert-manager makes none that is shorter`],
  })),
  ...[Duration.minutes(4), Duration.hours(2), Duration.millis(300_500)].map((renewBefore) => ({
    wrong: `certificates of 2 h that are renewed ${renewBefore.toHumanString()} before`,
    props: issued('ca', { duration: Duration.hours(2), renewBefore }),
    says: [
      `tls: renewBefore must be a whole number of seconds from 300 s on, less than duration, which is 7200 s, got ${renewBefore.toMilliseconds({ integral: false }) / 1000} s: a new certificate has to be there before the old one ends`,
    ],
  })),
  {
    wrong: 'names that no certificate has',
    props: issued('ca', { dnsNames: ['*.example.com', 'a.*.example.com', '10.0.0.1:6379'] }),
    says: ['a.*.example.com', '10.0.0.1:6379'].map(
      (name, index) =>
        `tls: dnsNames[${index + 1}] must be DNS labels with dots between them, the first of which may be "*", got "${name}": write the host name as clients connect to it`,
    ),
  },
  {
    wrong: 'announced names that the certificate cannot have',
    props: { ...issued('ca'), endpointType: EndpointType.HOSTNAME },
    says: [
      'endpointType must be EndpointType.IP where cert-manager makes the certificate and the chart has no namespace, got "hostname": clients would be told names with a namespace that the certificate cannot have, so set namespace on the chart',
    ],
  },
  ...['tls-port', 'tls-cert-file', 'tls-auth-clients'].map((name) => ({
    wrong: `the directive ${name}`,
    props: { directives: { [name]: 'x' } },
    says: [`a key of directives must be none that the cluster depends on, got "${name}": use the prop tls`],
  })),
];
