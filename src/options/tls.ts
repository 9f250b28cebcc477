import { Duration } from 'cdk8s';
import { CertificateRequest } from './certificate-request';

/** Whether clients have to prove themselves by a certificate of the CA. The servers do so to each other in any case. */
export enum ClientAuthentication {
  /** They have to: a client without one is refused. */
  REQUIRED = 'yes',
  /** One that is shown has to be good; none is good as well. */
  OPTIONAL = 'optional',
  /** Nobody asks. */
  NONE = 'no',
}

/** Choices for encrypted connections. */
export interface TlsOptions {
  /**
   * Whether clients have to prove themselves by a certificate.
   *
   * @default ClientAuthentication.REQUIRED
   */
  readonly clientAuthentication?: ClientAuthentication;

  /**
   * The Secret (keys `tls.crt` and `tls.key`) by which applications prove themselves: `connect()` mounts it into them. It has to be in the application's namespace.
   *
   * @default - `connect()` mounts the CA alone
   */
  readonly clientSecretName?: string;
}

/** Choices for certificates that cert-manager makes. */
export interface CertManagerOptions extends TlsOptions {
  /**
   * The kind of the issuer.
   *
   * @default 'Issuer'
   */
  readonly issuerKind?: string;

  /**
   * The API group of the issuer.
   *
   * @default 'cert-manager.io'
   */
  readonly issuerGroup?: string;

  /**
   * The Secret that cert-manager writes.
   *
   * @default - `<name>-tls`
   */
  readonly secretName?: string;

  /**
   * How long a certificate is valid.
   *
   * @default Duration.days(90)
   */
  readonly duration?: Duration;

  /**
   * How long before its end a certificate is replaced.
   *
   * @default - a third of `duration`
   */
  readonly renewBefore?: Duration;

  /**
   * More host names for the certificate, by which clients reach the servers from elsewhere.
   *
   * @default - none
   */
  readonly dnsNames?: string[];
}

/** As public certificates have it, and cert-manager. */
const DURATION = Duration.days(90);

/**
 * Whether connections are encrypted: those of clients, between the servers, and of whoever manages them. `port` then takes nothing else.
 */
export class Tls {
  /** They are not. The default. */
  public static none(): Tls {
    return new Tls({});
  }

  /**
   * With the certificate in a Secret that is there already: `tls.crt`, `tls.key` and `ca.crt`. The servers take it for all roles, so it has to be for server and for
   * client authentication. What changes in the Secret is taken up without a restart.
   *
   * @param secretName the Secret, in the namespace of the cluster
   * @param options who has to prove himself
   */
  public static secret(secretName: string, options: TlsOptions = {}): Tls {
    return new Tls({ ...options, secretName });
  }

  /**
   * With a certificate that cert-manager makes and renews. It names the Services and all pods by wildcards, so a cluster that grows needs no new one; where the chart
   * has a namespace, with it as well.
   *
   * @param issuerName the Issuer, which has to put its CA into `ca.crt` of the Secrets that it makes, as CA, Vault and Venafi issuers do
   * @param options which kind of issuer, and how long certificates are valid
   */
  public static certManager(issuerName: string, options: CertManagerOptions = {}): Tls {
    const duration = options.duration ?? DURATION;
    return new Tls({
      ...options,
      certificate: {
        issuerName,
        issuerKind: options.issuerKind ?? 'Issuer',
        issuerGroup: options.issuerGroup ?? 'cert-manager.io',
        duration,
        renewBefore: options.renewBefore ?? Duration.seconds(Math.floor(duration.toMilliseconds({ integral: false }) / 3000)),
        dnsNames: options.dnsNames ?? [],
      },
    });
  }

  /** Whether there is any encryption. */
  public readonly enabled: boolean;

  /** The Secret with the servers' files, where it was named. */
  public readonly secretName?: string;

  /** The Secret with the files of clients. */
  public readonly clientSecretName?: string;

  /** Whether clients have to prove themselves. */
  public readonly clientAuthentication: ClientAuthentication;

  /** @internal What cert-manager is asked for. */
  public readonly _certificate?: CertificateRequest;

  private constructor(choices: TlsOptions & { readonly secretName?: string; readonly certificate?: CertificateRequest }) {
    this.enabled = choices.secretName !== undefined || choices.certificate !== undefined;
    this.secretName = choices.secretName;
    this.clientSecretName = choices.clientSecretName;
    this.clientAuthentication = choices.clientAuthentication ?? ClientAuthentication.REQUIRED;
    this._certificate = choices.certificate;
  }
}
