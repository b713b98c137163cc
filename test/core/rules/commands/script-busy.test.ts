import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/commands/script-busy.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const earlier = clusterFacts({ everyNode: { errorstats: { BUSY: 4 } } });
const then = (change: NodeChange) => ({
  now: clusterFacts({ at: 60, everyNode: { errorstats: { BUSY: 4 } }, nodes: { 7001: change } }),
  before: [earlier],
});

/** A node that answers BUSY to everything, INFO too. */
const busy: NodeChange = {
  connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: ['BUSY'] },
  ping: failed('busy', 'BUSY'),
  noInfo: failed('busy', 'BUSY'),
};

describe('commands/script-busy', () => {
  test('passes where nobody was turned away since the last audit', () => {
    expect(verdict(rule, then({}), 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails where the node answers BUSY now, though INFO cannot be read, on a first audit too', () => {
    for (const judged of [then(busy), { now: clusterFacts({ nodes: { 7001: busy } }) }]) {
      expect(verdict(rule, judged, 7001)).toMatchObject({
        status: 'fail',
        severity: 'critical',
        message: 'it answers BUSY now: a script or function holds the command thread',
        evidence: { busyNow: true, howToEnd: expect.stringContaining('SCRIPT KILL') },
      });
    }
  });

  test.each([
    [5, 'clients were turned away with BUSY once since the last audit (limit: never)'],
    [204, 'clients were turned away with BUSY 200 times since the last audit (limit: never)'],
  ])('fails where clients met it in between: %i errors', (count, message) => {
    expect(verdict(rule, then({ errorstats: { BUSY: count } }), 7001)).toMatchObject({
      status: 'fail',
      message,
      evidence: { busyNow: false, busyErrors: count - 4 },
    });
  });

  test('BUSYKEY and BUSYGROUP are other errors', () => {
    const connection = {
      answered: true,
      attempts: 1,
      outcome: ok({ tls: false, connectMs: 1 }),
      errorCodes: ['BUSYKEY'],
    };
    expect(verdict(rule, then({ connection }), 7001)).toMatchObject({ status: 'pass' });
  });

  test.each<[string, NodeChange, string]>([
    ['the node does not answer', silent, 'connect ECONNREFUSED'],
    ['INFO was refused', { noInfo: failed('no-permission', 'NOPERM info') }, 'NOPERM info'],
    [
      'the process is another one',
      { info: { run_id: 'another' } },
      'the process is another one than at the last audit',
    ],
    ['the server counts no errors', { info: { redis_version: '6.0.16' } }, 'errors are counted from version 6.2'],
  ])('is unknown where %s', (_, change, reason) => {
    expect(verdict(rule, then(change), 7001)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(reason),
    });
  });

  test('is unknown on a first audit of a node that is not busy', () => {
    expect(verdict(rule, { now: earlier }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is skipped on a serverless cluster', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache-serverless' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
