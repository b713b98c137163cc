import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { localAreaNames } from '../../lib/core/local-areas.ts';

/** Folders of a team's own rules in the project, by their names. */
export function localRuleFolders(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => localAreaNames.some((area) => existsSync(join(root, name, area))));
}
