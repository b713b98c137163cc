import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/newest-save-too-old.ts';
import { clusterFacts, type NodeChange, policyWith, start } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const HOUR = 3600;
const now = start / 1000;
const dead: NodeChange = {
  connection: { answered: false, attempts: 3, outcome: failed('timeout', 'no reply'), errorCodes: [] },
  noInfo: failed('timeout', 'no reply'),
};

/** A node that has been up for 100 h unless said, and last saved so long ago. */
function saved(hoursAgo: number, upHours = 100): NodeChange {
  return { info: { uptime_in_seconds: upHours * HOUR, rdb_last_save_time: now - hoursAgo * HOUR, rdb_saves: 3 } };
}

/** A node that has saved nothing since it was started. */
function neverSaved(upHours: number): NodeChange {
  const started = now - upHours * HOUR;
  return { info: { uptime_in_seconds: upHours * HOUR, rdb_last_save_time: started, rdb_saves: 0 } };
}

/** The shard of 7001 with its replica 7004. */
function shard(primary: NodeChange, replica: NodeChange) {
  return { now: clusterFacts({ nodes: { 7001: primary, 7004: replica } }) };
}

describe('rdb/newest-save-too-old', () => {
  test.each([
    { story: 'its replica saved 26 h ago', primary: neverSaved(100), replica: saved(26) },
    { story: 'its primary saved and the replica did not', primary: saved(1), replica: neverSaved(100) },
    { story: 'its replica saved since its start an hour ago', primary: neverSaved(100), replica: saved(0.5, 1) },
    { story: 'a replica is dead and another member has saved', primary: saved(1), replica: dead },
  ])('passes when $story', ({ primary, replica }) => {
    expect(verdict(rule, shard(primary, replica), 0).status).toBe('pass');
  });

  test.each([
    {
      story: 'the newest is too old',
      primary: saved(50),
      replica: saved(27),
      message: 'the newest is 27 h old, more than 26 h',
    },
    {
      story: 'no member has ever saved',
      primary: neverSaved(100),
      replica: neverSaved(30),
      message: 'no member has saved since it started, more than 26 h',
    },
    {
      story: 'one saved long ago and the other never',
      primary: neverSaved(100),
      replica: saved(40),
      message: 'the newest is 40 h old, more than 26 h',
    },
  ])('fails when $story', ({ primary, replica, message }) => {
    expect(verdict(rule, shard(primary, replica), 0)).toMatchObject({ status: 'fail', severity: 'warning', message });
  });

  test('judges another age when told to', () => {
    const judged = shard(neverSaved(1), neverSaved(1));
    expect(verdict(rule, { ...judged, options: { maxAgeHours: 0.001 } }, 0).status).toBe('fail');
  });

  test('shows which member saved last', () => {
    expect(verdict(rule, shard(saved(5), saved(2)), 0).evidence).toEqual({
      newestSaveAgeHours: 2,
      savedBy: '127.0.0.1:7004',
      maxAgeHours: 26,
    });
  });

  test.each([
    { story: 'no member has been up that long', primary: neverSaved(2), replica: neverSaved(2) },
    { story: 'the member that may have saved was restarted since', primary: neverSaved(100), replica: neverSaved(2) },
    { story: 'the member that may have saved is dead', primary: neverSaved(100), replica: dead },
    { story: 'no member answers', primary: dead, replica: dead },
    {
      story: 'the server does not tell its time (before 6.2)',
      primary: { info: { server_time_usec: undefined } },
      replica: { info: { server_time_usec: undefined } },
    },
  ])('is unknown when $story', ({ primary, replica }) => {
    expect(verdict(rule, shard(primary, replica), 0).status).toBe('unknown');
  });

  test('before 7.0, where saves are not counted, the time of the last one tells', () => {
    const uncounted = { ...saved(1).info, redis_version: '6.2.16', rdb_saves: undefined };
    expect(verdict(rule, shard(neverSaved(100), { info: uncounted }), 0).status).toBe('pass');
  });

  test('is skipped where the data may vanish', () => {
    const policy = policyWith({ persistence: 'none' });
    expect(verdict(rule, { ...shard(neverSaved(100), neverSaved(100)), policy }, 0).status).toBe('skipped');
  });
});
