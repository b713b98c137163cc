import type { AuditResult } from '../core/result.ts';
import { markdownCode, markdownProse, markdownText } from './escape-markdown.ts';
import { failureSection } from './markdown/failures.ts';
import { latencySections } from './markdown/latency.ts';
import { lossSection } from './markdown/loss.ts';
import { slowCommandSection } from './markdown/slow-commands.ts';
import { neutralise } from './neutral.ts';
import type { ReportOptions } from './options.ts';
import { failuresOf } from './outline/failures.ts';
import { wasRead } from './outline/places.ts';
import { alertSentences, unknownSentences, unreadSentences, verdictWords } from './outline/sentences.ts';
import { silenceSentences } from './outline/silences.ts';
import { count, duration, time } from './words.ts';

/** One audit in GitHub-flavoured Markdown, for a ticket or a pull request. Nothing a server says formats, links or mentions. */
export function markdownReport(audit: AuditResult, options: ReportOptions): string {
  const result = neutralise(audit);
  const alerts = alertSentences(result);
  const silenced = silenceSentences(result);
  const blocks: readonly (readonly string[])[] = [
    ...headline(result),
    ...failuresOf(result, options).map((failure) => failureSection(failure, result)),
    listed('Could not be read', unreadSentences(result)),
    listed('Could not be judged', unknownSentences(result, options)),
    lossSection(result),
    slowCommandSection(result),
    ...latencySections(result),
    alerts === null ? [] : listed(alerts.title, alerts.sentences),
    silenced === null ? [] : listed(silenced.title, silenced.sentences),
    ...(options.storedAt === undefined ? [] : [[`Stored in ${markdownCode(options.storedAt)}.`]]),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(result: AuditResult): readonly (readonly string[])[] {
  const { cluster, nodes, summary, audit, scheduledAt, durationMs } = result;
  const read = nodes.filter(wasRead).length;
  return [
    [`## ${markdownText(`${cluster.id}: ${verdictWords(result)}`)}`],
    [
      `${read} of ${count(nodes.length, 'node')} read, ${audit} audit of ${time(scheduledAt)}, took ${duration(durationMs)}. ` +
        `${summary.passed} passed, ${summary.unknown} could not be judged, ${summary.skipped} do not apply.`,
    ],
  ];
}

function listed(title: string, sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return [];
  return [`### ${markdownText(title)}`, '', ...sentences.map((sentence) => `- ${markdownProse(sentence)}`)];
}
