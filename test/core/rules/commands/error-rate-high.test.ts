import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/commands/error-rate-high.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('commands/error-rate-high', () => {
  const growth = (errors: number, commands: number, errorstats: Readonly<Record<string, number>> = {}) =>
    twoAudits(
      7001,
      { info: { total_error_replies: 0, total_commands_processed: 0 } },
      { info: { total_error_replies: errors, total_commands_processed: commands }, errorstats },
    );

  test.each<[string, ReturnType<typeof growth>, string, string]>([
    ['100 of 100', growth(100, 100), 'pass', ''],
    ['1 %', growth(200, 20_000), 'pass', ''],
    [
      'more',
      growth(300, 20_000, { CROSSSLOT: 200, ERR: 100 }),
      'fail',
      '300 errors, 1.5 % of commands (limit 1 %): CROSSSLOT 200, ERR 100',
    ],
    ['redirects only', growth(300, 20_000, { MOVED: 200, ASK: 100 }), 'pass', ''],
  ])('%s', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = growth(1, 1).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
