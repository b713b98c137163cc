import base from './jest.config.mjs';

/** `npm run test:aws`: what needs the emulator of AWS, and nothing else. */
export default {
  ...base,
  roots: ['<rootDir>/test/aws'],
  testPathIgnorePatterns: [],
  verbose: true,
  // Functions are started, and on a loaded machine that takes seconds.
  testTimeout: 60_000,
};
