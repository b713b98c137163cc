import { copiesRecords } from '../../adapters/stores/shared/copies-records.ts';
import { historyArchive } from '../../adapters/stores/shared/history-records.ts';
import { recordStore } from '../../adapters/stores/shared/records.ts';
import { backtest, WARM_UP_MS } from '../../backtest.ts';
import { enabledRules } from '../../config/effective.ts';
import { windowsAround } from '../../config/maintenance.ts';
import type { AlertLogEntry } from '../../core/alert-log.ts';
import { compare } from '../../core/backtest/compare.ts';
import type { AlertChange, Period } from '../../core/backtest/episodes.ts';
import { UsageError } from '../../core/errors.ts';
import { rules } from '../../core/rules/index.ts';
import { utcTime } from '../../core/utc-time.ts';
import type { AlertStateStore } from '../../ports.ts';
import { type BacktestReport, backtestText } from '../../report/backtest.ts';
import { jsonDocument } from '../../report/json.ts';
import { declarationsFor } from '../config/declarations.ts';
import { endOf } from '../end-time.ts';
import { readAlertLog } from '../history/read-alert-log.ts';
import { type CliIo, widthOf } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import { clusterIn } from '../stored-cluster.ts';
import { withOverrides } from './overrides.ts';

/** `backtest` as it was asked for. */
export interface BacktestOptions {
  readonly store: string;
  readonly cluster?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  /** How far to look back, milliseconds. */
  readonly since: number;
  readonly to?: string;
  readonly format: 'text' | 'json';
}

/**
 * Prints what would have fired by other declarations, against what did.
 *
 * @throws UsageError, ConfigError, StoreError
 */
export async function showBacktest(options: BacktestOptions, io: CliIo): Promise<void> {
  const report = await reportOf(options, io);
  io.stdout(
    options.format === 'json' ? jsonDocument({ schemaVersion: 1, ...report }) : backtestText(report, widthOf(io)),
  );
}

async function reportOf(options: BacktestOptions, io: CliIo): Promise<BacktestReport> {
  const period = periodOf(options, io.now());
  const objects = await openStoreToRead(options.store);
  const cluster = await clusterIn(objects, options.cluster);
  const { rules: declared, ...declarations } = await declarationsFor(cluster, options.config, io.now());
  const settings = withOverrides(declared, options.set ?? [], rules);
  const records = recordStore(objects);
  const judged = await backtest(
    {
      cluster,
      period,
      ...declarations,
      rulesOf: (audit) => enabledRules(rules, { rules: settings }, audit),
      windowsAround: (at) => windowsAround(declarations.maintenance, at),
    },
    { facts: records, copies: copiesRecords(objects, () => io.now()) },
  );
  if (judged.audits === 0) throw nothingStored(cluster, period, judged.unreadable);
  const since = new Date(Date.parse(period.from) - WARM_UP_MS).toISOString();
  const log = await readAlertLog(historyArchive(objects), { cluster, since });
  const did = [...(await firingSince(cluster, since, records)), ...log.entries.flatMap(changeIn)];
  const { audits, telling, blind, changes } = judged;
  return {
    cluster,
    period,
    judgedBy: { ...(options.config === undefined ? {} : { config: options.config }), set: options.set ?? [] },
    audits,
    told: { would: telling, did: tellingAudits(log.entries, period) },
    ...compare(changes, did, period),
    blind,
    unreadable: [...judged.unreadable, ...log.unreadable],
  };
}

function periodOf({ since, to }: BacktestOptions, now: number): Period {
  const end = endOf(to, new Date(now).toISOString());
  return { from: new Date(Date.parse(end) - since).toISOString(), to: end };
}

function nothingStored(cluster: string, { from, to }: Period, unreadable: readonly string[]): UsageError {
  const [first] = unreadable;
  if (first !== undefined)
    return new UsageError(`none of ${unreadable.length} audits can be read: ${first}`, 'see there');
  const when = `between ${utcTime(from)} and ${utcTime(to)}`;
  return new UsageError(`no audit of cluster ${cluster} is stored ${when}`, 'look further back with --since');
}

/** What has fired since before the log that is read, and so has no line in it. */
async function firingSince(cluster: string, since: string, state: AlertStateStore): Promise<readonly AlertChange[]> {
  const { alerts } = await state.load(cluster);
  return Object.values(alerts.alerts).flatMap(({ fingerprint, rule, severity, resource, state: now, changedAt }) =>
    now === 'firing' && changedAt < since
      ? [{ at: changedAt, fingerprint, rule, severity, resource, fires: true }]
      : [],
  );
}

function changeIn({ time, fingerprint, rule, severity, resource, from, to }: AlertLogEntry): readonly AlertChange[] {
  if ((from === 'firing') === (to === 'firing')) return [];
  return [{ at: time, fingerprint, rule, severity, resource, fires: to === 'firing' }];
}

/** Audits that told somebody something. */
function tellingAudits(entries: readonly AlertLogEntry[], { from, to }: Period): number {
  const telling = entries.filter(({ time, told }) => time >= from && time < to && told.length > 0);
  return new Set(telling.map(({ time, audit }) => `${time} ${audit}`)).size;
}
