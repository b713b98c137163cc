import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/fork-slow.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { latency } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const GIB = 2 ** 30;
const earlier = clusterFacts();

interface Fork {
  readonly ms: number;
  readonly gib?: number;
  readonly forks?: number;
}

/** 30 forks were counted at the earlier audit. */
function forked({ ms, gib = 0.5, forks = 31 }: Fork, change: NodeChange = {}) {
  const info = { latest_fork_usec: ms * 1000, used_memory_rss: gib * GIB, total_forks: forks, ...change.info };
  return { now: clusterFacts({ at: 60, nodes: { 7001: { ...change, info } } }), before: [earlier] };
}

describe('latency/fork-slow', () => {
  test.each<[string, Fork, 'pass' | 'fail', string]>([
    ['400 ms', { ms: 400 }, 'pass', ''],
    ['401 ms', { ms: 401 }, 'fail', 'a fork took 401 ms (limit 400 ms)'],
    ['100 ms of 2 GiB', { ms: 100, gib: 2 }, 'pass', ''],
    [
      '110 ms of 2 GiB',
      { ms: 110, gib: 2 },
      'fail',
      'a fork took 110 ms, 55 ms per GiB of memory (limit 50 ms per GiB)',
    ],
    ['110 ms of half a GiB, where the ratio means nothing', { ms: 110, gib: 0.5 }, 'pass', ''],
    ['900 ms, but long ago', { ms: 900, forks: 30 }, 'pass', ''],
  ])('a fork of %s', (_, fork, status, message) => {
    expect(verdict(rule, forked(fork), 7001)).toMatchObject({ status, message });
  });

  test('judges forks that only the latency monitor still remembers', () => {
    const judged = forked(
      { ms: 20, forks: 33 },
      latency([
        { event: 'fork', ms: 512 },
        { event: 'command', ms: 900 },
      ]),
    );
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      evidence: { forkMs: 512, newForks: 3, rssGiB: 0.5 },
    });
  });

  test('judges the latest fork on a first audit, but no sample of unknown age', () => {
    const { now } = forked({ ms: 450 });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'fail' });
    const old = latency([{ event: 'fork', ms: 900 }], { since: 'first-visit' });
    expect(verdict(rule, { now: forked({ ms: 20 }, old).now }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('judges what a restarted process forked, and nothing where it did not', () => {
    const restarted = { info: { run_id: 'another' } };
    expect(verdict(rule, forked({ ms: 450, forks: 1 }, restarted), 7001)).toMatchObject({ status: 'fail' });
    expect(verdict(rule, forked({ ms: 0, forks: 0 }, restarted), 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails for any fork when the options ask for it', () => {
    expect(verdict(rule, { ...forked({ ms: 0.4 }), options: { failAboveMs: 0 } }, 7001)).toMatchObject({
      status: 'fail',
      message: 'a fork took 0.4 ms (limit 0 ms)',
    });
  });

  test('is unknown before 6.2, which does not count forks, and when a fact could not be read', () => {
    const old = forked({ ms: 450 }, { info: { total_forks: undefined } });
    expect(verdict(rule, old, 7001)).toMatchObject({ status: 'unknown', missing: [{ reason: 'unsupported' }] });
    const refused = forked({ ms: 450 }, { latency: failed('no-permission', 'NOPERM') });
    expect(verdict(rule, refused, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'latency' }] });
  });

  test('is skipped on a managed service', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
