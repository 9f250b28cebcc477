import { Duration } from 'cdk8s';

/** What cert-manager is asked for, with the defaults filled in. */
export interface CertificateRequest {
  readonly issuerName: string;
  readonly issuerKind: string;
  readonly issuerGroup: string;
  readonly duration: Duration;
  readonly renewBefore: Duration;
  readonly dnsNames: string[];
}
