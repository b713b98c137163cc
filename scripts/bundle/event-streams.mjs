import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/**
 * The AWS SDK loads its reader for streams of events when an answer is one, which none of ours is. That one `import()`
 * makes a bundler keep every module behind it whole and apart, and run each in a wrapper of its own.
 *
 * @type {import('esbuild').Plugin}
 */
export const eventStreams = {
  name: 'event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: join(root, 'lambdas', 'stand-ins', 'event-streams.ts') } : undefined,
    );
  },
};
