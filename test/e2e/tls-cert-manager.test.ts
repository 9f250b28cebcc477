import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority, filesOf } from '../scripts/authority';
import { Cluster } from './support/cluster';
import { eventually } from './support/eventually';
import { kubectl } from './support/kubectl';
import { committed } from './support/manifests';
import { scenario } from './support/scenario';
import { putSecret } from './support/secret';

const DEFINITION = join(__dirname, '..', '..', 'crds', 'certificates.cert-manager.io.yaml');
const EXTENDED: Readonly<Record<string, string>> = { 'server auth': 'serverAuth', 'client auth': 'clientAuth' };

/** With cert-manager's definition and an issuer of the test's own, which does what a Certificate asks for: nothing else of cert-manager is there. */
scenario(
  'tls-cert-manager',
  (namespace, step) => {
    const manifest = committed('tls-cert-manager');
    const cluster = new Cluster(namespace, 'cache');
    const authority = new Authority();
    let isOurs = false;

    beforeAll(async () => {
      isOurs = (await kubectl(['get', 'crd', 'certificates.cert-manager.io', '--ignore-not-found', '--output=name'])) === '';
      if (isOurs) await kubectl(['create', '--filename=-'], readFileSync(DEFINITION, 'utf8'));
      await kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd/certificates.cert-manager.io']);
    });
    afterAll(async () => {
      if (isOurs) await kubectl(['delete', 'crd', 'certificates.cert-manager.io', '--timeout=60s']);
    });

    step('it waits for the certificate that it asks for', async () => {
      await namespace.apply(manifest);
      await eventually('the pods to wait for their Secret', 60, async () =>
        (await namespace.kubectl('get', 'events')).includes('secret "cache-tls" not found'),
      );
    });

    step('once issued as it asks, it forms, and no name is missing', async () => {
      const { spec } = await namespace.get('certificate', 'cache');
      expect(spec.issuerRef).toEqual({ group: 'cert-manager.io', kind: 'Issuer', name: 'cluster-ca' });
      const usages = spec.usages.flatMap((usage: string) => EXTENDED[usage] ?? []).join(',');
      await putSecret(namespace, spec.secretName, filesOf(authority.issue({ names: spec.dnsNames, usages })));
      const log = await cluster.formed(manifest);
      expect(log).toContain('done:');
      expect(log).not.toContain('does not name');
      await cluster.healthy(90);
    });
  },
  'shop',
);
