import { noAlerts } from './core/alert.ts';
import type { Intervals } from './core/audit-order.ts';
import { composeDigest } from './core/digest/compose.ts';
import type { Digest } from './core/digest/digest.ts';
import { type PeriodKind, periodEnding } from './core/digest/period.ts';
import { DeliveryError, UnreadableObjectError } from './core/errors.ts';
import { type MaintenanceWindow, noQuietTimes } from './core/hold-back.ts';
import type { Notification } from './core/notification.ts';
import type { Policy } from './core/policy.ts';
import type { Rule } from './core/rule.ts';
import { rules as builtIn } from './core/rules/index.ts';
import type { DigestKey } from './core/storage-keys.ts';
import { deliver, type Pause } from './deliver.ts';
import type { AlertStateStore, DigestStore, SilenceStore, Sink } from './ports.ts';
import { type DigestSources, readDigest } from './read-digest.ts';

/** What a digest is about. */
export interface DigestInput {
  readonly cluster: string;
  readonly period: PeriodKind;
  /** End of the period, ISO 8601, UTC. */
  readonly to: string;
  readonly policy: Policy;
  /** Seconds from one audit of a kind to the next; kinds that are on no schedule are left out. */
  readonly intervals: Intervals;
  /** Every rule there is; left out, those that are built in. */
  readonly catalogue?: readonly Rule[];
}

/** Where it is read. */
export interface DigestReader extends DigestSources {
  readonly state: Pick<AlertStateStore, 'load'>;
  readonly silences: Pick<SilenceStore, 'loadSilences'>;
  /** Occurrences of the declared maintenance windows around a moment. */
  readonly windowsAround: (now: string) => readonly MaintenanceWindow[];
}

/** Where it goes. */
export interface DigestTools extends DigestReader {
  readonly digests: DigestStore;
  readonly sinks: readonly Sink[];
  readonly pause: Pause;
  readonly forms: DigestForms;
  /** UTC, as `toISOString` writes it. */
  readonly now: () => string;
}

/** How a digest is worded. */
export interface DigestForms {
  page(digest: Digest): string;
  message(digest: Digest): Notification;
}

/**
 * Sums up what is stored of a cluster for a day or a week, and writes nothing.
 *
 * @throws StoreError when the store fails; single objects that cannot be read are told in the digest
 */
export async function readAndCompose(input: DigestInput, reader: DigestReader): Promise<Digest> {
  const { cluster, policy, intervals, catalogue = builtIn } = input;
  const titles = new Map(catalogue.map(({ id, title }) => [id, title]));
  const period = periodEnding(input.period, input.to);
  const read = await readDigest(cluster, period, reader);
  const { alerts, blind } = await alertsNow(cluster, reader);
  const { book, problem } = await reader.silences.loadSilences(cluster);
  const quietTimes = {
    ...noQuietTimes,
    silences: book.silences,
    windows: reader.windowsAround(period.to),
    now: period.to,
    ...(problem === undefined ? {} : { problem }),
  };
  const all = { ...read, alerts, blind: [...blind, ...read.blind] };
  return composeDigest({ cluster, period, ...all, titles, quietTimes, policy, intervals });
}

async function alertsNow(cluster: string, { state }: DigestReader) {
  try {
    return { alerts: (await state.load(cluster)).alerts, blind: [] };
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    const sentence = `What fires since before the period is not known: ${error.message}.`;
    return { alerts: noAlerts, blind: [sentence] };
  }
}

/** What became of one digest. */
export interface DigestOutcome {
  /** Sinks that were told now; none of one that everybody has. */
  readonly told: readonly string[];
}

/**
 * Composes a digest, keeps its page, and tells. The page comes first, and what each sink took is noted last: a crash in
 * between repeats a message and never loses one, and the same event again tells nobody who was told.
 *
 * @throws DeliveryError when a sink did not take it: the same event once more tells that one
 * @throws StoreError
 */
export async function digest(input: DigestInput, tools: DigestTools): Promise<DigestOutcome> {
  const { digests, sinks, forms, pause, now } = tools;
  const key: DigestKey = { cluster: { id: input.cluster }, kind: input.period, to: input.to };
  const waiting = await untold(key, tools);
  if (sinks.length > 0 && waiting.length === 0) return { told: [] };
  const composed = await readAndCompose(input, tools);
  await digests.putPage(key, forms.page(composed));
  const message = { notification: forms.message(composed), news: [], sinks: waiting };
  const attempts = await deliver([message], sinks, pause);
  const took = attempts.filter(({ delivery }) => delivery.status === 'delivered').map(({ sink }) => sink);
  for (const sink of took) await digests.markTold(key, sink, now());
  const failures = attempts.flatMap(({ delivery }) => (delivery.status === 'failed' ? [delivery] : []));
  if (failures.length > 0) throw undelivered(input.cluster, failures);
  return { told: took };
}

async function untold(key: DigestKey, { digests, sinks }: DigestTools): Promise<readonly string[]> {
  const each = await Promise.all(sinks.map(async ({ name }) => ((await digests.isTold(key, name)) ? [] : [name])));
  return each.flat();
}

function undelivered(
  cluster: string,
  failures: readonly { readonly sink: string; readonly error: string }[],
): DeliveryError {
  const why = failures.map(({ sink, error }) => `${sink}: ${error}`).join('; ');
  const hint = 'Its page is stored below digests/, and the same event once more tells whoever was not told.';
  return new DeliveryError(`the digest of ${cluster} could not be delivered (${why})`, hint);
}
