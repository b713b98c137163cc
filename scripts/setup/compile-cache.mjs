import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Folder for what Node compiles our TypeScript to: with it a command starts in half the time. In the user's own cache,
 * beside what is read of a history; as the specification has it, a path that is not absolute does not count. Node knows
 * by the text of a file whether what is kept of it still holds.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function compileCacheFolder({ XDG_CACHE_HOME: chosen = '', HOME: home = homedir() }) {
  return join(isAbsolute(chosen) ? chosen : join(home, '.cache'), 'redis-cluster-auditor', 'compiled');
}
