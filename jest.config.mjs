export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.cjs' },
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts'],
  maxWorkers: 2,
};
