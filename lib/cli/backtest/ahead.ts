import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Ahead } from '../../backtest.ts';
import type { AheadNote } from '../../core/backtest/ahead.ts';
import type { Period } from '../../core/backtest/episodes.ts';
import { DAY_MS } from '../../core/time-span.ts';
import type { Declarations } from '../config/declarations.ts';

/** What a thread has to know: plain data, as it cannot be handed functions. */
export interface AheadWork extends Pick<Declarations, 'rules' | 'policy' | 'intervals'> {
  readonly store: string;
  readonly cluster: string;
  readonly period: Period;
}

type Message = readonly [notes: readonly AheadNote[]];

/** Megabytes: it holds the facts of a few audits at a time. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 24 };

/** A shorter period is judged before a thread has begun to. */
const LEAST_MS = 4 * DAY_MS;

/** The second half of a period, judged by a thread of its own; undefined where that is not worth it. */
export function startAhead(work: AheadWork): (Ahead & { readonly close: () => void }) | undefined {
  const [from, to] = [Date.parse(work.period.from), Date.parse(work.period.to)];
  if (to - from < LEAST_MS) return undefined;
  const middle = new Date((from + to) / 2).toISOString();
  const workerData: AheadWork = { ...work, period: { from: middle, to: work.period.to } };
  const worker = new Worker(new URL('./ahead-thread.ts', import.meta.url), { workerData, resourceLimits: LIMITS });
  const messages = on(worker, 'message', { close: ['exit'] }) as AsyncIterable<Message>;
  return { from: middle, notes: notesOf(messages), close: () => void worker.terminate() };
}

async function* notesOf(messages: AsyncIterable<Message>): AsyncGenerator<AheadNote> {
  try {
    for await (const [notes] of messages) yield* notes;
  } catch {
    // What ended the thread is met again where the audits are judged then, and told there.
  }
}
