/** What src uses of cert-manager's API, `cert-manager.io/v1`: the fields have been the same since cert-manager 1.0. The schema is in crds/, a test compares. */
export const CERTIFICATE_GVK = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' };

/** What a Certificate asks for. */
export interface CertificateSpec {
  readonly secretName: string;
  readonly issuerRef: { readonly name: string; readonly kind: string; readonly group: string };
  readonly dnsNames: string[];
  readonly usages: string[];
  /** As Go writes durations: `2160h0m0s`. */
  readonly duration: string;
  readonly renewBefore: string;
  readonly privateKey: { readonly algorithm: string; readonly size: number; readonly rotationPolicy: string };
}
