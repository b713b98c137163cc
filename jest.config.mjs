import { localRuleFolders } from './scripts/new-rule/folders.ts';

export default {
  testEnvironment: 'node',
  // A team's own rules have their tests beside them.
  roots: ['test', ...localRuleFolders(import.meta.dirname)].map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  // These need the emulator of AWS: npm run test:aws
  testPathIgnorePatterns: ['<rootDir>/test/aws/'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/harness/check-rules-seen.ts'],
  testSequencer: '<rootDir>/test/harness/longest-first.mjs',
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.cjs' },
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts'],
  // A limit for what hangs. No test is meant to show by it how quick something is.
  testTimeout: 180_000,
  // Most of them wait for servers: two for each core keep it busy.
  maxWorkers: 4,
  // Clusters that one file of tests has at the same time.
  maxConcurrency: 3,
};
