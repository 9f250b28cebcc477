// Kinds of tests: `unit` needs Node alone, `plan` the awks, `scripts` real servers on loopback (both: the tools of tools/test-tools.sh), `package` packs and installs.
// `npm test` runs these. `long` has the slow sweeps on the same real servers, `e2e` needs a Kubernetes: run by hand.
const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  displayName,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', ...testPathIgnorePatterns],
  modulePathIgnorePatterns: ['<rootDir>/(lib|build|packages)/'],
  moduleNameMapper: { '^cdk8s-redis-cluster$': '<rootDir>/src/index.ts' },
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
});

const elsewhere = ['<rootDir>/test/package.test.ts', '<rootDir>/test/(plan|scripts|long|e2e)/'];

module.exports = {
  projects: [
    project('unit', ['<rootDir>/test/**/*.test.ts'], elsewhere),
    project('plan', ['<rootDir>/test/plan/**/*.test.ts']),
    project('scripts', ['<rootDir>/test/scripts/**/*.test.ts']),
    project('package', ['<rootDir>/test/package.test.ts']),
    project('long', ['<rootDir>/test/long/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts']),
  ],
};
