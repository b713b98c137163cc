import * as v from 'valibot';
import { type Resource, severities } from './finding.ts';

/** What happened to one alert in one audit: what was decided, who was told, or why nobody was. */
export interface AlertLogEntry {
  /** When the audit was due. */
  readonly time: string;
  readonly cluster: string;
  readonly audit: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: (typeof severities)[number];
  readonly resource: Resource;
  /** When it began to fail. */
  readonly since?: string;
  readonly from: string;
  /** The same as `from` where the state did not change. */
  readonly to: string;
  readonly reason: string;
  readonly told: readonly ToldEntry[];
  /** Why it was not told. */
  readonly held?: { readonly by: string; readonly reason: string };
}

/** One sink that was to be told. */
export interface ToldEntry {
  readonly sink: string;
  /** What it was told: that the alert fires, flaps, or is over. */
  readonly state: string;
  /** Why it was told then. */
  readonly reason: string;
  /** Why it did not take it; absent when it did. */
  readonly error?: string;
}

const text = v.string();
const subject = {
  fingerprint: text,
  rule: text,
  severity: v.picklist(severities),
  since: v.exactOptional(text),
  resource: v.object({
    kind: v.picklist(['cluster', 'shard', 'node']),
    id: text,
    address: v.exactOptional(text),
    shard: v.exactOptional(text),
  }),
};
const head = { schemaVersion: v.literal(1), clusterId: text, audit: text, scheduledAt: text };
const held = v.object({ by: text, reason: text });

const line = v.variant('kind', [
  v.object({
    ...head,
    kind: v.literal('transition'),
    from: text,
    to: text,
    reason: text,
    alert: v.object(subject),
    held: v.exactOptional(held),
  }),
  v.object({ ...head, kind: v.literal('held'), state: text, alert: v.object(subject), held }),
  v.object({ ...head, kind: v.literal('told'), state: text, alert: v.object(subject) }),
  v.object({
    ...head,
    kind: v.literal('delivery'),
    delivery: v.object({ sink: text, status: v.picklist(['delivered', 'failed']), error: v.exactOptional(text) }),
    told: v.array(v.object({ fingerprint: text, state: text, reason: text })),
  }),
]);

/** One line of the alert log as it is stored. */
export type AlertLine = v.InferOutput<typeof line>;

/** @returns null when the lines of an object are not of the form of an alert log */
export function parseAlertLines(lines: readonly unknown[]): readonly AlertLine[] | null {
  const parsed = v.safeParse(v.array(line), lines);
  return parsed.success ? parsed.output : null;
}
