import { setTimeout as delay } from 'node:timers/promises';
import { AuditorError } from '../../core/errors.ts';
import { type Severity, severities } from '../../core/finding.ts';
import type { AuditResult } from '../../core/result.ts';
import { rulesById } from '../../core/rules-by-id.ts';
import { jsonReport } from '../../report/json.ts';
import { junitReport } from '../../report/junit.ts';
import { markdownReport } from '../../report/markdown.ts';
import type { ReportOptions } from '../../report/options.ts';
import { textReport } from '../../report/text.ts';
import { wantsColour } from '../colour.ts';
import { complain } from '../complaint.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openSession, type SessionSettings } from '../session.ts';
import { progressLine } from './progress.ts';
import { sessionSettings, type TargetOptions } from './settings.ts';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'junit';

/** `audit` as it was asked for. */
export interface AuditOptions extends TargetOptions {
  readonly format: ReportFormat;
  readonly failOn: Severity | 'none';
  readonly color: boolean;
}

const reports: Readonly<Record<ReportFormat, (result: AuditResult, options: ReportOptions) => string>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  junit: junitReport,
};

/**
 * `redis-auditor audit`: one audit, or with `--watch` one after another until Ctrl-C.
 *
 * @returns 0 when nothing fails at or above `--fail-on`, 1 when something does, 2 when no node answered; of several
 *   audits the last one counts
 */
export async function auditCommand(urls: readonly string[], options: AuditOptions, io: CliIo): Promise<number> {
  const settings = await sessionSettings(urls, options, io);
  const session = openSession(settings);
  const progress = progressLine(io);
  const audit = async (): Promise<number> => {
    const result = await session.audit(io.signal, progress.show).finally(() => progress.clear());
    io.stdout(render(result, options, settings, io));
    return exitCode(result, options.failOn);
  };
  const { watchMs } = options;
  for (let round = audit; ; round = () => audit().catch((error: unknown) => failed(error, io))) {
    const started = io.now();
    const code = await round();
    if (watchMs === undefined) return code;
    await delay(Math.max(0, watchMs - (io.now() - started)), undefined, { signal: io.signal }).catch(() => undefined);
    if (io.signal.aborted) return code;
  }
}

/**
 * A watch that has begun goes on where an audit cannot do its work: what was in its way may be gone at the next one, and
 * nobody would notice that it had ended.
 */
function failed(error: unknown, io: CliIo): number {
  if (io.signal.aborted || !(error instanceof AuditorError)) throw error;
  complain(error, io);
  return exitCodes.failed;
}

function render(result: AuditResult, options: AuditOptions, { catalogue, store }: SessionSettings, io: CliIo): string {
  const report = reports[options.format];
  return report(result, {
    rules: rulesById(catalogue),
    colour: wantsColour(io, options.color),
    width: widthOf(io),
    ...(store === undefined ? {} : { storedAt: store.location }),
    next: nextSteps(options),
  });
}

function nextSteps({ store, watchMs }: AuditOptions): readonly string[] {
  const keep =
    store === undefined && watchMs === undefined
      ? ['Add --store DIR to keep a history and compare with the next audit, or --watch 60s to look again.']
      : [];
  return [
    ...keep,
    '`redis-auditor rules explain ID` says more about a rule, `redis-auditor explain COMMAND` about a slow command.',
  ];
}

/** What the exit code says of one audit. */
function exitCode(result: AuditResult, failOn: Severity | 'none'): number {
  if (!result.nodes.some((node) => node.facts.connection === 'ok' || node.facts.info === 'ok')) return exitCodes.failed;
  if (failOn === 'none') return exitCodes.fine;
  const counted = severities.slice(0, severities.indexOf(failOn) + 1);
  return counted.some((severity) => result.summary[severity] > 0) ? exitCodes.findings : exitCodes.fine;
}
