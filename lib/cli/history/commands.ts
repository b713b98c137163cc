import { UsageError } from '../../core/errors.ts';
import { auditKinds } from '../../core/facts.ts';
import { alertLog } from '../../history/ask/alerts.ts';
import { compareRuns } from '../../history/ask/compare.ts';
import { listRuns } from '../../history/ask/runs.ts';
import { showRun } from '../../history/ask/show.ts';
import { type SlowQuestion, slowCommands } from '../../history/ask/slow.ts';
import { askSql } from '../../history/ask/sql.ts';
import { timeline } from '../../history/ask/timeline.ts';
import { alertsGrid, alertsText } from '../../report/history/alerts.ts';
import { diffGrid, diffText } from '../../report/history/diff.ts';
import { listGrid, listText } from '../../report/history/list.ts';
import { showGrid, showText } from '../../report/history/show.ts';
import { slowlogGrid, slowlogText } from '../../report/history/slowlog.ts';
import { sqlGrid, sqlText } from '../../report/history/sql.ts';
import { timelineGrid, timelineText } from '../../report/history/timeline.ts';
import type { CliIo } from '../io.ts';
import { answer } from './answer.ts';
import type { HistoryWords } from './open.ts';
import { runNameOf, subjectOf } from './subject.ts';

/*
 * The questions that the command line asks of the history. Each throws UsageError, StoreError, or NoHistoryError where
 * there is nothing that could answer.
 */

export function listCommand(words: HistoryWords, io: CliIo): Promise<void> {
  return answer(words, io, listRuns, { text: listText, grid: listGrid });
}

export async function showCommand(
  run: string,
  words: HistoryWords & { readonly audit?: string },
  io: CliIo,
): Promise<void> {
  const [name, { audit }] = [runNameOf(run, io), words];
  if (audit !== undefined && !auditKinds.some((kind) => kind === audit))
    throw new UsageError(`There is no audit ${audit}`, `there are ${auditKinds.join(', ')}`);
  return answer(words, io, (history) => showRun(history, name, audit), { text: showText, grid: showGrid });
}

export async function diffCommand(before: string, after: string, words: HistoryWords, io: CliIo): Promise<void> {
  const [then, now] = [runNameOf(before, io), runNameOf(after, io)];
  return answer(words, io, (history) => compareRuns(history, then, now), { text: diffText, grid: diffGrid });
}

export async function timelineCommand(subject: string, words: HistoryWords, io: CliIo): Promise<void> {
  const about = subjectOf(subject);
  return answer(words, io, (history) => timeline(history, about), { text: timelineText, grid: timelineGrid });
}

export function slowlogCommand(words: HistoryWords & SlowQuestion, io: CliIo): Promise<void> {
  return answer(words, io, (history) => slowCommands(history, words), { text: slowlogText, grid: slowlogGrid });
}

export function alertsCommand(words: HistoryWords, io: CliIo): Promise<void> {
  return answer(words, io, alertLog, { text: alertsText, grid: alertsGrid });
}

export function sqlCommand(statement: string, words: HistoryWords, io: CliIo): Promise<void> {
  return answer(words, io, (history) => askSql(history, statement), { text: sqlText, grid: sqlGrid });
}
