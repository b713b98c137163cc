import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/save-ran-on-primary.ts';
import { clusterFacts, type NodeChange, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const overDisk = { 'repl-diskless-sync': 'no' };
const download: NodeChange = { replicas: [{ ip: '127.0.0.1', port: 0, state: 'wait_bgsave', offset: 0, lag: 0 }] };

/** Two audits of 7001: 24 saves, 1 full resync and no SAVE or BGSAVE in the first. */
function after(change: NodeChange, then: NodeChange = {}) {
  return { before: [clusterFacts({ nodes: { 7001: then } })], now: clusterFacts({ at: 300, nodes: { 7001: change } }) };
}

describe('rdb/save-ran-on-primary', () => {
  test.each([
    {
      story: 'BGSAVE was called',
      change: { commandstats: { bgsave: { calls: 1 } }, info: { rdb_saves: 25 } },
      message: 'BGSAVE was called once',
      cause: 'by hand or cron',
    },
    {
      story: 'a save point was reached twice',
      change: { info: { rdb_saves: 26 }, config: { save: '2 1' } },
      message: 'saved 2 times by its save points, "2 1"',
      cause: 'save point',
    },
    {
      story: 'a save left no other trace',
      change: { info: { rdb_saves: 25 } },
      message: 'saved once by something that left no other trace',
      cause: 'unexplained',
    },
    {
      story: 'there were more saves than syncs over disk',
      change: { info: { rdb_saves: 26, sync_full: 2 }, config: overDisk },
      message: 'saved once by something that left no other trace',
      cause: 'unexplained',
    },
    {
      story: 'a sync went without disk and so explains nothing',
      change: { info: { rdb_saves: 25, sync_full: 2 } },
      message: 'saved once by something that left no other trace',
      cause: 'unexplained',
    },
    {
      story: 'an RDB is being downloaded',
      change: download,
      message: 'an RDB is being pulled from this primary now',
      cause: 'download',
    },
  ])('fails when $story', ({ change, message, cause }) => {
    expect(verdict(rule, after(change), 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message,
      evidence: { cause },
    });
  });

  test.each([
    { story: 'nothing was saved', change: {} },
    { story: 'BGSAVE was refused', change: { commandstats: { bgsave: { calls: 1, failedCalls: 1 } } } },
    { story: 'BGSAVE was not permitted', change: { commandstats: { bgsave: { rejectedCalls: 3 } } } },
    {
      story: 'SAVE ran, which does not fork',
      change: { commandstats: { save: { calls: 1 } }, info: { rdb_saves: 25 } },
    },
    { story: 'a replica was synced over disk', change: { info: { rdb_saves: 25, sync_full: 2 }, config: overDisk } },
    { story: 'two replicas shared one save', change: { info: { rdb_saves: 25, sync_full: 3 }, config: overDisk } },
  ])('passes when $story', ({ change }) => {
    expect(verdict(rule, after(change), 7001).status).toBe('pass');
  });

  test('accepts what save points do where the policy accepts save points, and nothing else', () => {
    const policy = policyWith({ rdb: { savePoints: 'anywhere' } });
    const bySavePoint = { info: { rdb_saves: 25 }, config: { save: '2 1' } };
    const byHand = { ...bySavePoint, commandstats: { bgsave: { calls: 1 } } };
    expect(verdict(rule, { ...after(bySavePoint), policy }, 7001).status).toBe('pass');
    expect(verdict(rule, { ...after(byHand), policy }, 7001).status).toBe('fail');
  });

  test('sees a download in the first audit already', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: download } }) }, 7001).status).toBe('fail');
  });

  test.each([
    { when: 'there is no earlier audit', judged: { now: clusterFacts() } },
    { when: 'the process is another one', judged: after({ info: { run_id: 'another', rdb_saves: 3 } }) },
    {
      when: 'the server does not count saves (before 7.0)',
      judged: after({ info: { redis_version: '6.2.16', rdb_saves: undefined } }, { info: { rdb_saves: undefined } }),
    },
    { when: 'CONFIG could not be read', judged: after({ noConfig: failed('no-permission', 'NOPERM') }) },
  ])('is unknown when $when', ({ judged }) => {
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });

  test('before 7.0 BGSAVE is seen all the same', () => {
    const old = { redis_version: '6.2.16', rdb_saves: undefined };
    const judged = after({ info: old, commandstats: { bgsave: { calls: 2 } } }, { info: old });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'fail', message: 'BGSAVE was called 2 times' });
  });

  test('is skipped on a replica, and on a primary that was one when it saved', () => {
    const saved = { commandstats: { bgsave: { calls: 1 } }, info: { rdb_saves: 25 } };
    const now = clusterFacts({ at: 300, nodes: { 7004: saved } });
    expect(verdict(rule, { before: [clusterFacts()], now }, 7004).status).toBe('skipped');
    expect(verdict(rule, after(saved, { info: { role: 'slave' } }), 7001).status).toBe('skipped');
  });
});
