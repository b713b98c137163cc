import { readFile } from 'node:fs/promises';

/** What the Redis client sends of its own accord, when it connects. */
const kept = new Set(
  'asking auth client cluster hello info ping psubscribe quit readonly select ssubscribe subscribe'.split(' '),
);

/**
 * The Redis client makes six methods of each of the 300 commands it knows, which is a sixth of what it takes to load a
 * function. The collector names every command itself (`call`), so of the client's table only those remain that the
 * client needs for itself.
 *
 * @type {import('esbuild').Plugin}
 */
export const connectionCommands = {
  name: 'connection-commands',
  setup(build) {
    build.onLoad({ filter: /[\\/]@ioredis[\\/]commands[\\/]built[\\/]commands\.json$/ }, async ({ path }) => {
      const commands = Object.entries(JSON.parse(await readFile(path, 'utf8')));
      const contents = JSON.stringify(Object.fromEntries(commands.filter(([name]) => kept.has(name))));
      return { contents, loader: 'json' };
    });
  },
};
