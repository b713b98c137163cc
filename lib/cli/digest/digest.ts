import { joinedCopies } from '../../adapters/stores/shared/copies-records.ts';
import { historyArchive } from '../../adapters/stores/shared/history-records.ts';
import { joinedFactArchive, recordStore } from '../../adapters/stores/shared/records.ts';
import { silenceStore } from '../../adapters/stores/shared/silence-records.ts';
import type { Digest } from '../../core/digest/digest.ts';
import type { PeriodKind } from '../../core/digest/period.ts';
import { UsageError } from '../../core/errors.ts';
import { defaultPolicy } from '../../core/policy.ts';
import { readTime } from '../../core/read-time.ts';
import { readAndCompose } from '../../digest.ts';
import { digestPage } from '../../report/digest/html.ts';
import { digestMarkdown } from '../../report/digest/markdown.ts';
import { outlineOf } from '../../report/digest/outline.ts';
import { digestText } from '../../report/digest/text.ts';
import { jsonDocument } from '../../report/json.ts';
import type { CliIo } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import { clusterIn } from '../stored-cluster.ts';
import type { DigestFormat } from './formats.ts';

/** `digest` as it was asked for. */
export interface DigestOptions {
  readonly store: string;
  readonly cluster?: string;
  readonly period: PeriodKind;
  readonly to?: string;
  readonly format: DigestFormat;
}

/**
 * `redis-auditor digest`: prints what the function of a deployed environment would send, and sends and stores nothing.
 * Schedules are not known here, so nothing is said of how many audits should have been.
 *
 * @throws UsageError, StoreError
 */
export async function showDigest(options: DigestOptions, io: CliIo): Promise<void> {
  const to = endOf(options.to, new Date(io.now()).toISOString());
  const objects = await openStoreToRead(options.store);
  const cluster = await clusterIn(objects, options.cluster);
  const records = recordStore(objects);
  const input = { cluster, period: options.period, to, policy: defaultPolicy, intervals: {} };
  const digest = await readAndCompose(input, {
    facts: joinedFactArchive(objects),
    history: historyArchive(objects),
    copies: joinedCopies(objects),
    state: records,
    silences: silenceStore(objects),
    windowsAround: () => [],
  });
  io.stdout(formOf(digest, options.format));
}

function formOf(digest: Digest, format: DigestFormat): string {
  if (format === 'json') return jsonDocument(digest);
  const outline = outlineOf(digest);
  if (format === 'html') return digestPage(outline);
  return format === 'markdown' ? digestMarkdown(outline) : `${digestText(outline)}\n`;
}

/** A day stands for its beginning. */
function endOf(text: string | undefined, now: string): string {
  if (text === undefined) return now;
  const time = readTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
  if (time === null)
    throw new UsageError(
      `--to ${text} is no day and no time with its zone`,
      'write it as 2026-03-08 or 2026-03-08T08:00Z',
    );
  if (time > now) throw new UsageError(`--to ${text} lies ahead`, 'leave it out to sum up to now');
  return time;
}
