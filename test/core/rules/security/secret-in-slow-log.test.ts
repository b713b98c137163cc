import { describe, expect, test } from '@jest/globals';
import type { SecretFound, SlowlogEntry } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/secret-in-slow-log.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const entry = (command: string, ...secrets: readonly SecretFound[]): SlowlogEntry => ({
  id: 1,
  at: 1_772_334_000,
  durationUs: 12_000,
  command,
  shape: command.toUpperCase(),
  pattern: command,
  argumentCount: 2,
  client: '10.0.0.9:50002',
  clientName: '',
  ...(secrets.length === 0 ? {} : { secrets }),
});

const log = (since: 'cursor' | 'first-visit', ...entries: readonly SlowlogEntry[]) =>
  oneAudit(7001, { slowlog: ok({ since, entries, lost: 0, newestId: 1 }) });

const token: SecretFound = { argument: 2, kind: 'GitHub token' };

describe('security/secret-in-slow-log', () => {
  test.each([
    ['passes with an empty log', log('cursor'), 'pass'],
    ['passes with harmless entries', log('cursor', entry('get')), 'pass'],
    ['fails with one that is not', log('cursor', entry('get'), entry('set', token)), 'fail'],
    ['fails at the first visit, too: it is there now', log('first-visit', entry('set', token)), 'fail'],
    ['is unknown where the log is refused', oneAudit(7001, { slowlog: failed('no-permission', '') }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('names command, place and form', () => {
    const found = log(
      'cursor',
      entry('set', token),
      entry('set', token),
      entry('config|set', { argument: 3, kind: 'private key' }),
    );
    expect(verdict(rule, found, 7001)).toMatchObject({
      severity: 'warning',
      message: 'argument 2 of SET looks like a credential (GitHub token), 3 such arguments in all',
      evidence: {
        count: 3,
        places: [
          { command: 'set', argument: 2, kind: 'GitHub token' },
          { command: 'config|set', argument: 3, kind: 'private key' },
        ],
      },
    });
  });
});
