import { severities } from '../../core/finding.ts';
import type { AuditResult } from '../../core/result.ts';
import { wasRead } from '../outline/places.ts';
import { verdictWords } from '../outline/sentences.ts';
import { count, duration, time } from '../words.ts';
import type { Page } from './page.ts';

/** Who, when, and how bad: the lines that are read first. */
export function headline(result: AuditResult, page: Page): readonly string[] {
  const { cluster, summary, nodes } = result;
  const read = nodes.filter(wasRead).length;
  const mode = cluster.mode === 'cluster' ? '' : ', cluster mode off';
  const worst = severities.find((severity) => summary[severity] > 0);
  const style = (text: string) => (worst === undefined ? page.paint.good(text) : page.paint.severity(worst, text));
  return [
    ...page.heading(`Cluster ${cluster.id} (${cluster.provider}${mode}): ${verdictWords(result)}`, '', style),
    ...page.plain(
      `${read} of ${count(nodes.length, 'node')} read, ${result.audit} audit of ${time(result.scheduledAt)}, took ${duration(result.durationMs)}`,
    ),
    ...page.plain(`${summary.passed} passed, ${summary.unknown} could not be judged, ${summary.skipped} do not apply`),
  ];
}
