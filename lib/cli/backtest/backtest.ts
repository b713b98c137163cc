import { joinedCopies } from '../../adapters/stores/shared/copies-records.ts';
import type { ObjectStore } from '../../adapters/stores/shared/object-store.ts';
import { joinedFactArchive, recordStore } from '../../adapters/stores/shared/records.ts';
import { type Ahead, type Backtest, type BacktestInput, backtest, warmUpFrom } from '../../backtest.ts';
import { windowsAround } from '../../config/maintenance.ts';
import type { AlertLogEntry } from '../../core/alert-log.ts';
import { compare } from '../../core/backtest/compare.ts';
import { type AlertChange, firingChange, type Period } from '../../core/backtest/episodes.ts';
import { UsageError } from '../../core/errors.ts';
import type { AlertsAnswer } from '../../core/history/answers.ts';
import { localAreaNames } from '../../core/local-areas.ts';
import { utcTime } from '../../core/utc-time.ts';
import { alertLog } from '../../history/ask/alerts.ts';
import type { AlertStateStore } from '../../ports.ts';
import { type BacktestReport, backtestText } from '../../report/backtest.ts';
import { jsonDocument } from '../../report/json.ts';
import type { Chosen } from '../catalogue.ts';
import { declarationsFor } from '../config/declarations.ts';
import { openFor, rangeOf, type TypedTime } from '../history/open.ts';
import { type CliIo, widthOf } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import { clusterIn } from '../stored-cluster.ts';
import { startAhead } from './ahead.ts';
import { focusOn } from './only.ts';
import { withOverrides } from './overrides.ts';
import { rulesByKind } from './rules-by-kind.ts';

/** `backtest` as it was asked for. */
export interface BacktestOptions extends Chosen {
  readonly store: string;
  readonly cluster?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  /** Ids of rules; left out, all are compared. */
  readonly only?: readonly string[];
  readonly since: TypedTime;
  readonly until?: TypedTime;
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
  const period = rangeOf(options, io);
  const objects = await openStoreToRead(options.store);
  const cluster = await clusterIn(objects, options.cluster);
  const { rules: declared, ...declarations } = await declarationsFor(cluster, options.config, io.now(), options);
  const { policy, intervals, catalogue } = declarations;
  const overridden = withOverrides(declared, options.set ?? [], catalogue);
  const { only, off, isMeant, settings } = focusOn(options.only ?? [], overridden, catalogue);
  const records = recordStore(objects);
  const input = {
    cluster,
    period,
    ...declarations,
    isMeant,
    rulesOf: rulesByKind(settings, catalogue),
    windowsAround: (at: string) => windowsAround(declarations.maintenance, at),
  };
  // A team's own rules are not handed to a thread: what is judged then is judged here, in its turn.
  const ahead = catalogue.some(({ area }) => localAreaNames.some((each) => each === area))
    ? undefined
    : startAhead({ store: options.store, cluster, period, rules: settings, policy, intervals });
  const judged = await judge(input, objects, ahead).finally(() => ahead?.close());
  if (judged.audits === 0) throw nothingStored(cluster, period, judged.unreadable);
  const { entries: all, passedOver } = await alertLogOf(options.store, cluster, period, io);
  const entries = all.filter(({ rule }) => isMeant(rule));
  // Alerts of the day before a period count too: what fires at its beginning began then.
  const since = warmUpFrom(period);
  const did = [
    ...(await firingSince(cluster, since, records)).filter(({ rule }) => isMeant(rule)),
    ...entries.flatMap((entry) => firingChange(entry.time, entry, entry)),
  ];
  const { audits, telling, blind, changes } = judged;
  return {
    cluster,
    period,
    judgedBy: {
      ...(options.config === undefined ? {} : { config: options.config }),
      set: options.set ?? [],
      only,
      off,
    },
    audits,
    told: { would: telling, did: tellingAudits(entries, period) },
    ...compare(changes, did, period),
    blind,
    unreadable: [...judged.unreadable, ...passedOver.map(({ key, reason }) => `${key} ${reason}`)],
  };
}

async function judge(input: BacktestInput, objects: ObjectStore, ahead: Ahead | undefined): Promise<Backtest> {
  const tools = { facts: joinedFactArchive(objects), copies: joinedCopies(objects) };
  return backtest(input, { ...tools, ...(ahead === undefined ? {} : { ahead }) });
}

/** Up to now, although the period may have ended long ago: what fired all through it has a line only where it ended. */
async function alertLogOf(store: string, cluster: string, period: Period, io: CliIo): Promise<AlertsAnswer> {
  const now = new Date(io.now()).toISOString();
  const until = period.to < now ? now : period.to;
  const words = { store, cluster, since: warmUpFrom(period), until, format: 'json' } as const;
  const history = await openFor(words, io);
  try {
    return await alertLog(history);
  } finally {
    history.close();
  }
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

/** Audits that told somebody something. */
function tellingAudits(entries: readonly AlertLogEntry[], { from, to }: Period): number {
  const telling = entries.filter(({ time, told }) => time >= from && time < to && told.length > 0);
  return new Set(telling.map(({ time, audit }) => `${time} ${audit}`)).size;
}
