import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/last-save-failed.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('rdb/last-save-failed', () => {
  const failedSave = { info: { rdb_last_bgsave_status: 'err' } };
  const on7004 = (change: NodeChange) => ({ now: clusterFacts({ nodes: { 7004: change } }) });

  test('fails on the node whose last save failed', () => {
    expect(failing(rule, on7004(failedSave))).toEqual(['127.0.0.1:7004']);
    expect(verdict(rule, on7004(failedSave), 7004)).toMatchObject({
      severity: 'critical',
      message: 'the last background save ended with "err"',
    });
  });

  test.each([
    { save: '', refused: 'no: there are no save points' },
    { save: '900 1', refused: 'yes, unless stop-writes-on-bgsave-error is no' },
  ])('with save "$save" writes are refused: $refused', ({ save, refused }) => {
    const finding = verdict(rule, on7004({ ...failedSave, config: { save } }), 7004);
    expect(finding.evidence).toMatchObject({ writesRefused: refused });
  });

  test('fails without CONFIG too: that is only evidence', () => {
    const finding = verdict(rule, on7004({ ...failedSave, noConfig: failed('no-permission', 'NOPERM') }), 7004);
    expect(finding.status).toBe('fail');
    expect(finding.evidence).not.toHaveProperty('writesRefused');
  });

  test('passes when it went well, or before there was one', () => {
    expect(verdict(rule, on7004({}), 7004).status).toBe('pass');
  });

  test('is unknown when INFO could not be read', () => {
    expect(verdict(rule, on7004({ noInfo: failed('busy', 'BUSY') }), 7004).status).toBe('unknown');
  });
});
