import { expect, test } from '@jest/globals';
import { noAlerts } from '../../lib/core/alert.ts';
import { type AlertLine, parseAlertLines } from '../../lib/core/alert-log.ts';
import { withOvertaken } from '../../lib/core/overtaken.ts';
import { clusterFacts } from '../builders/facts.ts';
import { finding, node } from '../builders/result.ts';

const facts = clusterFacts({ at: 300 });
const failed = finding('aof/not-enabled', 'fail', node(7001), { severity: 'critical', message: 'AOF is off' });

/** A line of the alert log about what a sink was told. */
const telling = (sink: string, state: string, status = 'delivered', { fingerprint } = failed) => ({
  schemaVersion: 1,
  kind: 'delivery',
  clusterId: 'test',
  audit: 'full',
  scheduledAt: facts.scheduledAt,
  delivery: { sink, status },
  told: [
    { fingerprint: 'of another alert', state: 'resolved', reason: 'the check passes again' },
    { fingerprint, state, reason: 'failed in this audit' },
  ],
});

/** As the store hands them out. */
const read = (log: readonly object[]): readonly AlertLine[] => log.flatMap((line) => parseAlertLines([line]) ?? []);

const toldOf = (...log: readonly object[]) =>
  withOvertaken(noAlerts, facts, [failed], read(log)).alerts[failed.fingerprint]?.told;

test('what was told and is outdated is over, and each sink that was told is to hear of it', () => {
  const { alerts } = withOvertaken(
    noAlerts,
    facts,
    [failed],
    read([telling('mail', 'firing'), telling('slack', 'flapping')]),
  );
  const at = facts.scheduledAt;
  expect(Object.values(alerts)).toEqual([
    {
      fingerprint: failed.fingerprint,
      rule: 'aof/not-enabled',
      severity: 'critical',
      resource: failed.resource,
      state: 'resolved',
      since: at,
      failedAt: at,
      changedAt: at,
      failures: 0,
      passes: 0,
      message: 'AOF is off',
      reason: 'an audit that looked later found nothing',
      told: {
        mail: { state: 'firing', severity: 'critical', at, certain: true },
        slack: { state: 'flapping', severity: 'critical', at, certain: true },
      },
    },
  ]);
});

test.each([
  ['nobody was told', []],
  ['another alert was told', [telling('mail', 'firing', 'delivered', { ...failed, fingerprint: 'another' })]],
  ['the end was told too', [telling('mail', 'firing'), telling('mail', 'resolved')]],
  ['the log has other lines only', [{ kind: 'transition', alert: failed }, { delivery: 'x' }, {}]],
])('nothing changes where %s', (_, log) => {
  expect(withOvertaken(noAlerts, facts, [failed], read(log))).toEqual(noAlerts);
});

test('what a sink did not take, or of which it did not take the end, may have arrived', () => {
  expect(toldOf(telling('mail', 'firing', 'failed'))).toMatchObject({ mail: { certain: false } });
  expect(toldOf(telling('mail', 'firing'), telling('mail', 'resolved', 'failed'))).toMatchObject({
    mail: { state: 'firing', certain: true },
  });
});

test('an alert that is known stays as it is', () => {
  const log = read([telling('mail', 'firing')]);
  const known = withOvertaken(noAlerts, clusterFacts({ at: 0 }), [failed], log);
  expect(withOvertaken(known, facts, [failed], log)).toEqual(known);
});
