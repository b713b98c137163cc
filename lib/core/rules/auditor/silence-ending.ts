import { type EndingSilence, silencesEnding } from '../../ending-silences.ts';
import { type Evidence, fail, pass, unknown } from '../../finding.ts';
import { listNames } from '../../misses.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { endOf } from '../../silence.ts';

const HOUR_MS = 3_600_000;

export const rule = defineRule({
  id: 'auditor/silence-ending',
  title: 'A silence ends over something that still fails',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['auditor.silences'],
  skipUnsupported: true,
  options: { failBelowHours: numberOption(24) },
  optionDocs: { failBelowHours: 'Hours before its end from which on a silence counts as ending' },
  why:
    'What was silenced has not been mended, and the people on call will be told of it when the silence ends. Its owner ' +
    'can still finish the work, or say for how much longer it takes.',
  fix: [
    'Ask its owner, whom the evidence names. `redis-auditor silence list --store DIR` shows what it covers.',
    'If the work takes longer, begin another silence with a new end: `redis-auditor silence add`.',
    'If nobody works on it any more, end it now, in office hours, and let the alert be told.',
  ],
  links: [],
  limits:
    'It sees the alerts of the audits before this one. A silence shorter than twice the option counts as ending in the ' +
    'second half of its time. Maintenance windows are left out: they come back.',
  check({ fact, options, clusterId }) {
    const { quietTimes, firing } = fact('auditor.silences');
    if (quietTimes.problem !== undefined) return unknown(`the silences cannot be understood: ${quietTimes.problem}`);
    const ending = silencesEnding(quietTimes, firing, clusterId, options.failBelowHours * HOUR_MS);
    if (ending.length === 0) return pass();
    const words = ending.map(({ silence, alerts }) => `${silence.id} at ${endOf(silence)} over ${alertsOf(alerts)}`);
    return fail(`ends over what still fails: ${listNames(words)}`, { ending: ending.map(asEvidence) });
  },
});

function alertsOf(alerts: EndingSilence['alerts']): string {
  return alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`;
}

function asEvidence({ silence, alerts }: EndingSilence): Evidence {
  const { id, owner, reason } = silence;
  const rules = [...new Set(alerts.map(({ rule }) => rule))].sort();
  return { silence: id, owner, reason, endsAt: endOf(silence), alerts: alerts.length, rules };
}
