import { readFile } from 'node:fs/promises';

/**
 * The AWS SDK describes its operations by literals with keys such as `[_h]`, where `const _h = "http"`. A bundler must
 * take a computed key for something that may have effects, and keep all operations of a service for the three that are
 * called. With the very same keys as literals it drops the rest: 15 KB of each bundle with S3, zipped.
 *
 * @type {import('esbuild').Plugin}
 */
export const literalKeys = {
  name: 'literal-keys',
  setup(build) {
    build.onLoad({ filter: /[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const constants = new Map(Array.from(source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm), ([, ...pair]) => pair));
      const contents = source.replace(/([{,]\s*)\[(\w+)\]:/g, (computed, before, name) =>
        constants.has(name) ? `${before}${constants.get(name)}:` : computed,
      );
      return { contents, loader: 'js' };
    });
  },
};
