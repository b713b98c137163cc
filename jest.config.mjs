export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // These need the emulator of AWS: npm run test:aws
  testPathIgnorePatterns: ['<rootDir>/test/aws/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.cjs' },
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts'],
  maxWorkers: 2,
};
