import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/node-restarted.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const earlier = clusterFacts();
const newProcess = { nodes: { 7001: { info: { run_id: 'another', uptime_in_seconds: 4 } } } };
const restarted = clusterFacts({ at: 120, ...newProcess });

describe('topology/node-restarted', () => {
  test('passes where the process is the same', () => {
    expect(verdict(rule, { now: restarted, before: [earlier] }, 7002)).toMatchObject({ status: 'pass' });
  });

  test('fails where it is another one', () => {
    expect(verdict(rule, { now: restarted, before: [earlier] }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'a new process since the last audit, up for 4 s',
      evidence: { uptimeSeconds: 4, runIdBefore: 'process-7001', runId: 'another' },
    });
  });

  test('remembers the process through audits in which the node was down', () => {
    const down = clusterFacts({ at: 60, nodes: { 7001: silent } });
    expect(verdict(rule, { now: restarted, before: [earlier, down, down] }, 7001)).toMatchObject({ status: 'fail' });
  });

  test('is told once: the next audit passes', () => {
    const next = clusterFacts({ at: 180, ...newProcess });
    expect(verdict(rule, { now: next, before: [earlier, restarted] }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('is unknown on a first audit', () => {
    expect(verdict(rule, { now: earlier }, 7001)).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'prev.info.server.run_id' }],
    });
  });

  test('is unknown where the node could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noInfo: failed('busy', 'BUSY') } } });
    expect(verdict(rule, { now, before: [earlier] }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('works without cluster mode', () => {
    const now = standaloneFacts({ at: 120, ...newProcess });
    expect(verdict(rule, { now, before: [standaloneFacts()] }, 7001)).toMatchObject({ status: 'fail' });
  });
});
