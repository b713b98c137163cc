import * as v from 'valibot';
import { FunctionError } from '../lib/core/errors.ts';
import { auditKinds } from '../lib/core/facts.ts';
import { type RunKey, runOfFacts } from '../lib/core/storage-keys.ts';

/** `2026-03-01T03:00:00Z`, as EventBridge Scheduler writes it, with or without parts of a second. */
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/, 'must be a time in UTC, as 2026-03-01T03:00:00Z'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a time that there is'),
  v.transform((text) => new Date(text).toISOString()),
);

const observeEvent = v.object({ audit: v.picklist(auditKinds), scheduledAt: time });

const digestEvent = v.object({ scheduledAt: time });
const compactEvent = digestEvent;
const saveEvent = v.object({ task: v.literal('save'), scheduledAt: time });
const copyEvent = v.object({ task: v.literal('copy'), scheduledAt: time });

const objectCreated = v.object({
  'detail-type': v.literal('Object Created'),
  detail: v.object({ bucket: v.object({ name: v.string() }), object: v.object({ key: v.string() }) }),
});

const snsEvent = v.object({
  Records: v.array(
    v.object({
      Sns: v.object({
        MessageId: v.string(),
        Subject: v.nullish(v.string()),
        Message: v.string(),
        Timestamp: v.exactOptional(v.string()),
      }),
    }),
  ),
});

/** Which audit is due, and when it was. @throws FunctionError */
export function parseObserveEvent(event: unknown): Pick<RunKey, 'audit' | 'scheduledAt'> {
  return parse(observeEvent, event, 'Send { "audit": "full", "scheduledAt": "2026-03-01T03:00:00Z" }.');
}

/** When a digest is due: the end of what it is about. @throws FunctionError */
export function parseDigestEvent(event: unknown): Pick<RunKey, 'scheduledAt'> {
  return parse(digestEvent, event, 'Send { "scheduledAt": "2026-03-01T08:00:00Z" }.');
}

/** When finished days are to be joined: those that had ended by then. @throws FunctionError */
export function parseCompactEvent(event: unknown): Pick<RunKey, 'scheduledAt'> {
  return parse(compactEvent, event, 'Send { "scheduledAt": "2026-03-03T02:37:00Z" }.');
}

/** When the saves were due. @throws FunctionError */
export function parseSaveEvent(event: unknown): Pick<RunKey, 'scheduledAt'> {
  const { scheduledAt } = parse(saveEvent, event, 'Send { "task": "save", "scheduledAt": "2026-03-01T02:00:00Z" }.');
  return { scheduledAt };
}

/** When the copies were due. @throws FunctionError */
export function parseCopyEvent(event: unknown): Pick<RunKey, 'scheduledAt'> {
  const { scheduledAt } = parse(copyEvent, event, 'Send { "task": "copy", "scheduledAt": "2026-03-01T03:00:00Z" }.');
  return { scheduledAt };
}

/**
 * The run whose facts have arrived.
 *
 * @throws FunctionError also for an object that holds no facts of this cluster
 */
export function parseFactsArrived(event: unknown, bucket: string, clusterId: string): RunKey {
  const hint =
    'The rule that starts this function should let through new objects below facts/ of its own cluster only.';
  const { detail } = parse(objectCreated, event, hint);
  const { key } = detail.object;
  const run = runOfFacts(key) ?? runOfFacts(decoded(key));
  if (run?.cluster.id === clusterId && detail.bucket.name === bucket) return run;
  throw new FunctionError(`s3://${detail.bucket.name}/${key} holds no facts of ${clusterId}`, hint);
}

/** A message as SNS hands it on. */
export interface TopicMessage {
  /** The same whenever it is handed on again. */
  readonly id: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** ISO 8601; messages are handed on in any order. */
  readonly publishedAt: string | undefined;
}

/** @throws FunctionError */
export function parseMessages(event: unknown): readonly TopicMessage[] {
  const { Records } = parse(snsEvent, event, 'Subscribe this function to an SNS topic.');
  return Records.map(({ Sns: { MessageId: id, Subject, Message: message, Timestamp } }) => ({
    id,
    subject: Subject ?? undefined,
    message,
    publishedAt: Timestamp,
  }));
}

/** Some services write keys as they stand in a URL. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Says where the event is wrong, not what stands there. */
function parse<S extends v.GenericSchema>(schema: S, event: unknown, hint: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, event);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the event');
  throw new FunctionError(`the event is not one that this function knows: look at ${places.join(', ')}`, hint);
}
