import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import type { Finding } from '../../lib/core/finding.ts';
import { findingLines, slowlogLines } from '../../lib/core/history-lines.ts';
import { historyKey } from '../../lib/core/storage-keys.ts';
import { cachePlace } from '../../lib/history/cache-place.ts';
import { type History, openHistory } from '../../lib/history/read-model.ts';
import type { StoredObjects } from '../../lib/history/source.ts';

/** A directory of a test, with what audits would have left in it. */
export interface HistoryStage {
  readonly root: string;
  readonly cacheHome: string;
  put(this: void, key: string, lines: readonly unknown[] | Buffer): void;
  /** An audit with these findings; its slow log goes along. */
  audit(this: void, facts: ClusterFacts, findings?: readonly Finding[]): void;
  open(this: void, change?: { readonly objects?: StoredObjects; readonly cluster?: string }): Promise<History>;
  remove(this: void): void;
}

/** 2026-03-01 to 2026-03-04 is what is asked for unless told otherwise. */
export function historyStage(): HistoryStage {
  const root = mkdtempSync(join(tmpdir(), 'history-'));
  const cacheHome = mkdtempSync(join(tmpdir(), 'cache-'));
  const put: HistoryStage['put'] = (key, lines) => {
    const path = join(root, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.isBuffer(lines) ? lines : packed(lines));
  };
  return {
    root,
    cacheHome,
    put,
    audit(facts, findings = []) {
      put(historyKey('findings', facts), findingLines(facts, findings));
      const slow = slowlogLines(facts);
      if (slow.length > 0) put(historyKey('slowlog', facts), slow);
    },
    open({ objects, cluster } = {}) {
      const range = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-04T00:00:00.000Z' };
      return openHistory({
        source: objects === undefined ? { objects: directoryStore(root), root } : { objects },
        cache: cachePlace(objects?.location ?? root, { XDG_CACHE_HOME: cacheHome }),
        range: cluster === undefined ? range : { ...range, cluster },
        now: Date.parse(range.to),
      });
    },
    remove() {
      for (const each of [root, cacheHome]) rmSync(each, { recursive: true });
    },
  };
}

export function packed(lines: readonly unknown[]): Buffer {
  return gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
