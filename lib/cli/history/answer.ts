import type { AnswerHead } from '../../core/history/answers.ts';
import type { History } from '../../history/read-model.ts';
import { type Grid, gridCsv } from '../../report/history/grid.ts';
import { jsonDocument } from '../../report/json.ts';
import { neutralLine } from '../../report/neutral.ts';
import { count } from '../../report/words.ts';
import { type CliIo, widthOf } from '../io.ts';
import { type HistoryWords, openFor } from './open.ts';

/** How an answer is shown. */
export interface Shown<A extends AnswerHead> {
  readonly text: (answer: A, width: number) => string;
  /** What of it makes one table. */
  readonly grid: (answer: A) => Grid;
}

/**
 * Opens the history, asks, and prints. What was passed over, and what is odd, is told on standard error, or is a part of
 * the document.
 *
 * @throws UsageError, StoreError, NoHistoryError
 */
export async function answer<A extends AnswerHead>(
  words: HistoryWords,
  io: CliIo,
  ask: (history: History) => Promise<A>,
  shown: Shown<A>,
): Promise<void> {
  const history = await openFor(words, io);
  try {
    const found = await ask(history);
    if (words.format === 'json') return io.stdout(jsonDocument(found));
    io.stdout(words.format === 'csv' ? gridCsv(shown.grid(found)) : shown.text(found, widthOf(io)));
    complain(found, io);
  } finally {
    history.close();
  }
}

/** Objects that are named; of more only the number is told. */
const MOST_NAMED = 10;

function complain({ passedOver, notes, store }: AnswerHead, io: CliIo): void {
  const say = (sentence: string): void => io.stderr(`redis-auditor: ${neutralLine(sentence)}\n`);
  for (const { key, reason } of passedOver.slice(0, MOST_NAMED)) say(`passed over: ${key} in ${store} ${reason}`);
  if (passedOver.length > 0)
    say(`${count(passedOver.length, 'object')} could not be read, and the answer is without them`);
  for (const note of notes) say(note);
}
