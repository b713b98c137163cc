import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { type History, openHistory } from '../../lib/history/read-model.ts';
import type { HistorySource } from '../../lib/history/source.ts';

/** A directory of stored history for a test, with a cache of its own. */
export interface TestStore {
  readonly directory: string;
  readonly source: HistorySource;
  readonly open: () => Promise<History>;
  readonly remove: () => void;
}

/** @param from of the range @param to its end, which is now */
export function testStore(from: string, to: string): TestStore {
  const directory = mkdtempSync(join(tmpdir(), 'page-'));
  const root = join(directory, 'store');
  const source = { objects: directoryStore(root), root };
  const cache = { folder: join(directory, 'cache'), mostBytes: 1e9 };
  return {
    directory: root,
    source,
    open: () => openHistory({ source, cache, range: { from, to }, now: Date.parse(to) }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
