import { ApiObject, Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { CERTIFICATE_GVK, CertificateSpec } from '../../imports/cert-manager';
import { CertificateRequest } from '../options/certificate-request';
import { Component, componentLabels } from '../render/labels';
import { Settings } from '../render/settings';
import { certificateNames, tlsSecretName } from '../render/tls';

/**
 * What cert-manager makes the servers' Secret from: the Certificate `<name>`.
 */
export class Certificate extends Construct {
  constructor(scope: Construct, id: string, settings: Settings, request: CertificateRequest) {
    super(scope, id);
    const { name, labels, annotations } = settings;
    new ApiObject(this, 'Resource', {
      ...CERTIFICATE_GVK,
      metadata: { name, labels: { ...labels, ...componentLabels(name, Component.NODE) }, annotations },
      spec: Lazy.any({ produce: () => certificateSpec(settings, request) }),
    });
  }
}

function certificateSpec(settings: Settings, { issuerName, issuerKind, issuerGroup, duration, renewBefore }: CertificateRequest): CertificateSpec {
  return {
    secretName: tlsSecretName(settings)!,
    issuerRef: { name: issuerName, kind: issuerKind, group: issuerGroup },
    dnsNames: certificateNames(settings),
    // Each server is a client of the others.
    usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    duration: goDuration(duration),
    renewBefore: goDuration(renewBefore),
    // A handshake with it takes a fraction of the time of one with RSA. A new certificate has a new key.
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
  };
}

/** As Kubernetes gives durations back, so that tools which compare see no difference: `2160h0m0s`, `30m0s`. */
function goDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${hours > 0 ? `${hours}h` : ''}${minutes}m${seconds % 60}s`;
}
