import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/**
 * The AWS SDK brings a reader for streams of events, for an answer that is one, which none of ours is. It is loaded by an
 * `import()` at that, which makes a bundler keep every module behind it whole and apart, and run each in a wrapper of its
 * own.
 *
 * @type {import('esbuild').Plugin}
 */
export const eventStreams = {
  name: 'event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, () => ({
      path: join(root, 'lambdas', 'stand-ins', 'event-streams.ts'),
    }));
  },
};
