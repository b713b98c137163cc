import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/run-missed',
  title: 'Audits were missed or late',
  severity: 'warning',
  perKind: true,
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  options: { failAboveIntervals: numberOption(2) },
  optionDocs: { failAboveIntervals: 'Intervals that may lie between the due times of two audits of one kind' },
  why:
    'Nobody looked at the cluster in the meantime: what failed and healed then is not in the history, and what still ' +
    'fails is told later than promised.',
  fix: [
    'Look into the log of the scheduler and of the function or process that runs the audits, at the missing times.',
    'Audits that take longer than their interval delay the next one: choose a longer interval or fewer checks.',
    'If it was a planned pause, nothing: the next audit on time settles it.',
  ],
  links: [],
  limits:
    'It runs with the next audit. While the auditor is down it cannot say so; the alarm on a missing heartbeat does.',
  check({ run, options }) {
    const { intervalSeconds, previousScheduledAt, scheduledAt, startedAt } = run;
    if (intervalSeconds === undefined) return skip('this audit is not on a schedule');
    const lateSeconds = secondsFrom(scheduledAt, startedAt);
    const late = { intervalSeconds, lateSeconds };
    if (lateSeconds > intervalSeconds)
      return fail(`it began ${lateSeconds} s after it was due, more than its interval of ${intervalSeconds} s`, late);
    if (previousScheduledAt === undefined) return unknown('there is no earlier audit of this kind', late);
    const gapSeconds = secondsFrom(previousScheduledAt, scheduledAt);
    const allowedSeconds = options.failAboveIntervals * intervalSeconds;
    const evidence = { ...late, gapSeconds, allowedSeconds, previousScheduledAt };
    if (gapSeconds <= allowedSeconds) return pass(evidence);
    return fail(`${gapSeconds} s since the previous ${run.audit} audit, above ${allowedSeconds} s`, evidence);
  },
});

function secondsFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 1000);
}
