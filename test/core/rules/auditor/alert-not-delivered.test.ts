import { describe, expect, test } from '@jest/globals';
import { type Alert, noAlerts } from '../../../../lib/core/alert.ts';
import { deliveriesOf } from '../../../../lib/core/own-state.ts';
import { rule } from '../../../../lib/core/rules/auditor/alert-not-delivered.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { alertOf } from '../../../builders/notification.ts';
import { at } from '../../../builders/silences.ts';
import { verdict } from '../../../builders/verdict.ts';

const toldBy = (sink: string, certain: boolean, seconds = 0): Alert['told'] => ({
  [sink]: { state: 'firing', severity: 'critical', at: at(seconds), certain },
});

/** The verdict after audits that left these alerts, where these sinks are configured. */
function after(alerts: readonly Alert[], sinks: readonly string[] = ['mail', 'pager']) {
  const state = { ...noAlerts, alerts: Object.fromEntries(alerts.map((alert) => [alert.fingerprint, alert])) };
  return verdict(rule, { now: clusterFacts({ at: 600 }), own: { deliveries: deliveriesOf(state, sinks) } });
}

const arrived = alertOf('aof/not-enabled', 7001, { told: toldBy('mail', true) });
const lost = alertOf('aof/not-enabled', 7002, { told: { ...toldBy('mail', false, 300), ...toldBy('pager', true) } });
const endLost = alertOf('rdb/last-save-failed', 7003, { state: 'resolved', told: toldBy('mail', false) });
const held = { ...lost, held: { by: 'silenced', at: at(300) } } as const;

describe('auditor/alert-not-delivered', () => {
  test.each<[string, readonly Alert[], string]>([
    ['passes when everything arrived', [arrived], 'pass'],
    ['passes when nothing had to be told', [], 'pass'],
    ['fails while a sink did not take an alert', [arrived, lost], 'fail'],
    ['fails while a sink did not take an end', [endLost], 'fail'],
    [
      'passes for a sink that is configured no more',
      [alertOf('aof/not-enabled', 7001, { told: toldBy('fax', false) })],
      'pass',
    ],
  ])('%s', (_, alerts, status) => {
    expect(after(alerts).status).toBe(status);
  });

  test('names the sinks, how much is missing there, and the last attempt', () => {
    expect(after([arrived, lost, endLost])).toMatchObject({
      severity: 'critical',
      message: 'not delivered by earlier audits: mail (2 alerts)',
      evidence: { sinks: ['mail', 'pager'], open: [{ sink: 'mail', alerts: 2, triedAt: at(300) }], heldAlerts: 0 },
    });
  });

  test('leaves an alert as it is when what did not arrive is held back by now', () => {
    expect(after([held])).toMatchObject({ status: 'pass', notYetClear: expect.stringContaining('held back') });
  });

  test('is skipped where nobody is told by a message', () => {
    expect(after([lost], [])).toMatchObject({ status: 'skipped', message: expect.stringContaining('no sink') });
  });

  test('is skipped where facts are judged by themselves', () => {
    expect(verdict(rule, { now: clusterFacts() })).toMatchObject({ status: 'skipped' });
  });
});
