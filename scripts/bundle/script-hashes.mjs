import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/**
 * The AWS SDK brings SHA-256 and MD5 written in JavaScript, for where there are no others. Node has them, and the SDK
 * takes those of Node where they are.
 *
 * @type {import('esbuild').Plugin}
 */
export const scriptHashes = {
  name: 'script-hashes',
  setup(build) {
    build.onResolve({ filter: /[\\/](?:Sha256|Md5)Js$/ }, ({ importer }) =>
      /[\\/]@smithy[\\/]core[\\/]/.test(importer)
        ? { path: join(root, 'lambdas', 'stand-ins', 'script-hashes.ts') }
        : undefined,
    );
  },
};
