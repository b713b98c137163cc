import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/** Modules that a function has no use for, by how they are imported, and the file in lambdas/stand-ins in their place. */
const places = [
  // A reader for answers that are streams of events, which none of ours is. It is loaded by an `import()` at that, which
  // makes a bundler keep every module behind it whole and apart, and run each in a wrapper of its own.
  { imported: /^@smithy\/core\/event-streams$/, file: 'event-streams' },
  // SHA-256 and MD5 written in JavaScript, for where there are no others: the SDK takes those of Node where they are.
  {
    imported: /^\.[./]*\/(?:sha256\/|md5\/)?(?:Sha256|Md5)Js$/,
    importer: /[\\/]@smithy[\\/]core[\\/]/,
    file: 'script-hashes',
  },
];

/**
 * Parts of the AWS SDK that are left out, where the name of a package does not tell them.
 *
 * @type {import('esbuild').Plugin}
 */
export const standIns = {
  name: 'stand-ins',
  setup(build) {
    for (const { imported, importer = /^/, file } of places)
      build.onResolve({ filter: imported }, (asked) =>
        importer.test(asked.importer) ? { path: join(root, 'lambdas', 'stand-ins', `${file}.ts`) } : undefined,
      );
  },
};
