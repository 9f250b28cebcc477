// `npm audit`, of all that is installed, tools included. A known vulnerability fails it, and so does a registry that gives no answer: only one that has no
// audits, as mirrors often do not, is let pass, and said so.
import { spawnSync } from 'node:child_process';

const audit = (...args) => spawnSync('npm', ['audit', '--audit-level=low', ...args], { encoding: 'utf8' });
/** What servers say to a request of a kind that they do not know: not found, not allowed, not implemented. */
const UNKNOWN = [404, 405, 501];

const { status, stdout, stderr } = audit('--json');
const report = parsed(stdout);
const asked = /\/-\/npm\/v1\/security\/.*$/.exec(report.uri ?? '');

if (status === 0 && report.metadata?.dependencies.total > 0) {
  console.log(`npm audit: no known vulnerability in ${report.metadata.dependencies.total} packages`);
} else if (asked && UNKNOWN.includes(report.statusCode)) {
  console.log(`NOT AUDITED: the registry at ${report.uri.slice(0, asked.index)} answers ${report.statusCode} to ${asked[0]}, it has no audits`);
} else {
  console.log(report.vulnerabilities ? audit().stdout : `npm audit gave no report: ${report.message ?? stderr}`);
  process.exitCode = 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
