import { Duration } from 'cdk8s';
import { EndpointType } from '../../options/configuration';
import { CertificateRequest } from '../../options/certificate-request';
import { Settings } from '../settings';
import { MAX_HOST, MAX_INT } from './limits';
import { elements, given, Named, rule } from './rule';
import { show } from './show';
import { isDomain, isSubdomain } from './syntax';
import { isWhole, seconds } from './units';

const request = ({ tls }: Settings): CertificateRequest[] => given(tls._certificate);

const secretName = rule<Named<string>>({
  of: ({ tls }) => [
    ...given(tls.secretName).map((value) => ({ what: 'secretName', value })),
    ...given(tls.clientSecretName).map((value) => ({ what: 'clientSecretName', value })),
  ],
  refused: ({ value }) => !isSubdomain(value),
  what: ({ what }) => `tls: ${what}`,
  allowed: `lower case letters, digits, dashes and dots within, at most ${MAX_HOST}`,
  got: ({ value }) => value,
  change: 'Secrets are named so',
});

const issuer = rule<string>({
  of: (settings) => request(settings).map(({ issuerName }) => issuerName),
  refused: (name) => !isSubdomain(name),
  what: 'tls: issuerName',
  allowed: `lower case letters, digits, dashes and dots within, at most ${MAX_HOST}`,
  change: 'issuers are named so',
});

const issuerKind = rule<string>({
  of: (settings) => request(settings).map((each) => each.issuerKind),
  refused: (kind) => !/^[A-Z][A-Za-z0-9]*$/.test(kind),
  what: 'tls: issuerKind',
  allowed: 'the kind of an object, such as Issuer or ClusterIssuer',
  change: 'write it as the issuer\'s manifest has it behind "kind:"',
});

const issuerGroup = rule<string>({
  of: (settings) => request(settings).map((each) => each.issuerGroup),
  refused: (group) => !isSubdomain(group),
  what: 'tls: issuerGroup',
  allowed: 'the API group of the issuer',
  change: 'write what the issuer\'s manifest has before the "/" of "apiVersion:"',
});

/** Shorter, and cert-manager refuses it. */
const MIN_DURATION = Duration.hours(1);
const MIN_RENEWAL = Duration.minutes(5);

const duration = rule<Duration>({
  of: (settings) => request(settings).map((each) => each.duration),
  refused: (period) => !isWhole(seconds(period), seconds(MIN_DURATION), MAX_INT),
  what: 'tls: duration',
  allowed: `a whole number of seconds from ${show(MIN_DURATION)} to ${MAX_INT} s`,
  change: 'cert-manager makes none that is shorter',
});

const renewBefore = rule<CertificateRequest>({
  of: request,
  refused: ({ duration: whole, renewBefore: period }) =>
    isWhole(seconds(whole), seconds(MIN_DURATION), MAX_INT) && !(isWhole(seconds(period), seconds(MIN_RENEWAL)) && seconds(period) < seconds(whole)),
  what: 'tls: renewBefore',
  allowed: ({ duration: whole }) => `a whole number of seconds from ${show(MIN_RENEWAL)} on, less than duration, which is ${show(whole)}`,
  got: ({ renewBefore: period }) => period,
  change: 'a new certificate has to be there before the old one ends',
});

const dnsNames = rule<Named<string>>({
  of: (settings) => request(settings).flatMap((each) => elements('tls: dnsNames', each.dnsNames)),
  refused: ({ value }) => !isDomain(value.replace(/^\*\./, '')),
  what: ({ what }) => what,
  allowed: 'DNS labels with dots between them, the first of which may be "*"',
  got: ({ value }) => value,
  change: 'write the host name as clients connect to it',
});

const announcedNames = rule<string>({
  of: (settings) => (settings.namespace === undefined && request(settings).length > 0 ? [settings.endpointType] : []),
  refused: (type) => type === EndpointType.HOSTNAME,
  what: 'endpointType',
  allowed: 'EndpointType.IP where cert-manager makes the certificate and the chart has no namespace',
  change: 'clients would be told names with a namespace that the certificate cannot have, so set namespace on the chart',
});

export const TLS = [secretName, issuer, issuerKind, issuerGroup, duration, renewBefore, dnsNames];
export const TLS_NAMES = [announcedNames];
