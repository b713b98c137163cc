import { describe, expect, test } from '@jest/globals';
import { failed, notAttempted, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/auditor/coverage-partial.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { ruleThatNeeds, verdictBeside } from '../../../builders/needed.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';

const other = ruleThatNeeds(['slowlog', 'latency', 'info.server.run_id', 'config.save']);

const judged = (change: NodeChange) => verdictBeside(rule, other, clusterFacts({ nodes: { 7001: change } }), 7001);

const late = failed('timeout', 'no reply within 2000 ms');

describe('auditor/coverage-partial', () => {
  test('passes where every needed fact was read', () => {
    expect(judged({})).toMatchObject({ status: 'pass' });
  });

  test('fails where replies did not come, and names the facts', () => {
    expect(judged({ slowlog: late, latency: late })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '2 needed facts are missing (timeout): latency, slowlog',
      evidence: { visited: true, reasons: ['timeout'], facts: ['latency', 'slowlog'] },
    });
  });

  test.each([
    ['timeout', late],
    ['unparsable', failed('unparsable', 'SLOWLOG GET answered something else')],
    ['not-attempted', notAttempted('the deadline of the audit came first')],
    ['connect-refused', failed('connect-refused', 'the server closed the connection')],
  ])('fails for %s', (reason, slowlog) => {
    expect(judged({ slowlog })).toMatchObject({
      status: 'fail',
      message: `1 needed fact is missing (${reason}): slowlog`,
    });
  });

  test('fails for a node that the audit did not get to', () => {
    const outcome = notAttempted('the deadline of the audit came first');
    const notVisited = { ...silent, connection: { answered: false, attempts: 0, outcome, errorCodes: [] } };
    expect(judged(notVisited)).toMatchObject({ status: 'fail', message: 'it was not visited in this audit' });
  });

  test.each([
    ['a refused permission, which has a rule of its own', failed('no-permission', 'NOPERM')],
    ['what this version of the server does not have', unsupported("ERR unknown command 'SLOWLOG'")],
  ])('passes over %s', (_, slowlog) => {
    expect(judged({ slowlog })).toMatchObject({ status: 'pass' });
  });

  test('passes over facts that no enabled rule needs', () => {
    expect(judged({ aclDefault: late })).toMatchObject({ status: 'pass' });
  });

  test('passes over facts that only rules for another mode need', () => {
    const facts = standaloneFacts({ everyNode: { clusterInfo: notAttempted('cluster mode is off') } });
    const clusterOnly = ruleThatNeeds(['cluster.info.cluster_state'], { modes: ['cluster'] });
    expect(verdictBeside(rule, clusterOnly, facts, 7001)).toMatchObject({ status: 'pass' });
  });

  test.each(['auth', 'busy', 'loading'] as const)('is unknown while %s holds the answers back', (reason) => {
    expect(judged({ noInfo: failed(reason, '') })).toMatchObject({ status: 'unknown' });
  });

  test('is unknown where the server hung up on questions because the login was refused', () => {
    const outcome = failed('auth', 'the credentials are not accepted');
    const connection = { answered: true, attempts: 1, outcome, errorCodes: ['WRONGPASS'] };
    const gone = failed('connect-refused', 'the server closed the connection');
    expect(judged({ connection, slowlog: gone })).toMatchObject({ status: 'unknown' });
  });

  test('is unknown for a node that does not answer', () => {
    expect(judged(silent)).toMatchObject({ status: 'unknown', message: 'it did not answer' });
  });
});
