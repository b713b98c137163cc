import { readFile } from 'node:fs/promises';

/** What functions call again and again; of other calls X-Ray needs no list of what to note. */
const called = { s3: ['getObject', 'listObjects', 'putObject'], sns: ['publish'] };

/**
 * Leaves out of data that packages bring along what no function reads: of a package's own manifest all but its name and
 * version, of X-Ray's lists those of calls that nobody makes. That was 3 % of a bundle.
 *
 * @type {import('esbuild').Plugin}
 */
export const slimData = {
  name: 'slim-data',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
    build.onLoad({ filter: /[\\/]aws-xray-sdk-core[\\/].*[\\/]aws_whitelist\.json$/ }, async ({ path }) => {
      const { services } = JSON.parse(await readFile(path, 'utf8'));
      const kept = Object.fromEntries(
        Object.entries(called).map(([service, names]) => {
          const { operations } = services[service];
          return [service, { operations: Object.fromEntries(names.map((name) => [name, operations[name] ?? {}])) }];
        }),
      );
      return { contents: JSON.stringify({ services: kept }), loader: 'json' };
    });
  },
};
