import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kubectlOutput } from './support/kubectl';
import { changed, committed, without } from './support/manifests';
import { scenario } from './support/scenario';

const EXAMPLES = readdirSync(join(__dirname, '..', '..', 'dist')).map((file) => file.replace('.k8s.yaml', ''));

scenario('dry-run', (namespace, step) => {
  for (const example of EXAMPLES) {
    step(`the API server takes ${example} without a warning`, async () => {
      // An example with a namespace of its own is put into this one, which has the limits. What cert-manager's definition takes, test/schema.test.ts says.
      const manifest = changed(without('Certificate', committed(example)), (object) => {
        delete object.metadata.namespace;
      });
      const { stdout, stderr } = await kubectlOutput(['--namespace', namespace.name, 'apply', '--dry-run=server', '--filename=-'], manifest);
      expect(stdout).toContain('statefulset.apps/');
      expect(stderr).toBe('');
    });
  }
});
