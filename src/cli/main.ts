#!/usr/bin/env node
import { run } from './command';

const { output, errors, exitCode } = run(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(errors);
// Not exit(): what is written to a pipe would be cut off.
process.exitCode = exitCode;
