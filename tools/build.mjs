// Compiles src into lib, ready to be published: jsii for the TypeScript, a copy for the shell and awk programs that it does not know.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

process.chdir(new URL('..', import.meta.url).pathname);

// A source file that is gone must not live on in the package.
for (const path of ['lib', '.jsii', 'build/examples']) rmSync(path, { recursive: true, force: true });

// Warning 6 wants the oldest peers installed, but the command line of cdk8s needs newer ones; 5018 is about C#, which is no target.
const options = ['--generate-tsconfig', 'tsconfig.jsii.json', '--silence-warnings=6', '--silence-warnings=5018'];
const jsii = spawnSync(process.execPath, ['node_modules/jsii/bin/jsii', ...options], {
  stdio: 'inherit',
  env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
});
if (jsii.status !== 0) process.exit(1);

cpSync('src/scripts', 'lib/src/scripts', { recursive: true });
