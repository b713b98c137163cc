import type { AuditResult } from '../core/result.ts';
import { wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import type { ReportOptions } from './options.ts';
import { verdictWords } from './outline/sentences.ts';
import { failures } from './text/failures.ts';
import { headline } from './text/headline.ts';
import { doctors, latencyEvents, roundTrips } from './text/latency.ts';
import { alerts, silences, unknowns, unreadNodes } from './text/lists.ts';
import { losses } from './text/loss.ts';
import { type Page, pageFor } from './text/page.ts';
import { slowCommands } from './text/slow-commands.ts';

/**
 * One audit for somebody at a terminal at three in the morning: how bad it is, what fails and what to run, what could
 * not be looked at, then what is worth knowing besides. Ends with a newline.
 */
export function textReport(audit: AuditResult, options: ReportOptions): string {
  const result = neutralise(audit);
  const page = pageFor(options);
  const sections = [
    headline(result, page),
    ...failures(result, page),
    unreadNodes(result, page),
    unknowns(result, page),
    losses(result, page),
    ...slowCommands(result, page),
    roundTrips(result, page),
    ...latencyEvents(result, page),
    ...doctors(result, page),
    alerts(result, page),
    silences(result, page),
    closing(result, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The verdict once more, for by now the headline has scrolled away; where it is kept; what to try next. */
function closing(result: AuditResult, page: Page): readonly string[] {
  const { storedAt, next = [] } = page.options;
  const stored = storedAt === undefined ? '' : ` Stored in ${storedAt}.`;
  return [`${result.cluster.id}: ${verdictWords(result)}.${stored}`, ...next].flatMap((sentence) =>
    wrap(sentence, page.width),
  );
}
