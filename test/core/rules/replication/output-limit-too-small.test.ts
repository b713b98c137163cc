import { describe, expect, test } from '@jest/globals';
import { unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/replication/output-limit-too-small.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

interface Setting {
  readonly hardMiB: number;
  readonly softMiB: number;
  readonly backlogMiB: number;
  readonly version?: string;
  readonly word?: string;
}

function judged({ hardMiB, softMiB, backlogMiB, version = '7.0.15', word = 'slave' }: Setting) {
  const limits = `normal 0 0 0 ${word} ${hardMiB * MIB} ${softMiB * MIB} 60 pubsub 33554432 8388608 60`;
  const config = { 'client-output-buffer-limit': limits, 'repl-backlog-size': String(backlogMiB * MIB) };
  return verdict(rule, { now: clusterFacts({ nodes: { 7001: { config, info: { redis_version: version } } } }) }, 7001);
}

describe('replication/output-limit-too-small', () => {
  const passing: readonly (readonly [string, Setting])[] = [
    ["the server's defaults", { hardMiB: 256, softMiB: 64, backlogMiB: 1 }],
    ['the smallest that is enough', { hardMiB: 64, softMiB: 16, backlogMiB: 1 }],
    ['no limit at all', { hardMiB: 0, softMiB: 0, backlogMiB: 64 }],
    ['a small hard limit that the server lifts to the backlog', { hardMiB: 32, softMiB: 16, backlogMiB: 64 }],
    ['a hard limit below a large backlog, which it lifts too', { hardMiB: 64, softMiB: 16, backlogMiB: 512 }],
    ['a server that says replica', { hardMiB: 256, softMiB: 64, backlogMiB: 1, word: 'replica' }],
  ];
  test.each(passing)('passes with %s', (_, setting) => {
    expect(judged(setting)).toMatchObject({ status: 'pass' });
  });

  const failing: readonly (readonly [string, Setting, string])[] = [
    [
      'a small hard limit over a smaller backlog',
      { hardMiB: 32, softMiB: 16, backlogMiB: 1 },
      'for replicas: hard limit 32 MiB, below 64 MiB',
    ],
    [
      'a small soft limit, which nothing lifts',
      { hardMiB: 32, softMiB: 8, backlogMiB: 64 },
      'for replicas: soft limit 8 MiB, below 16 MiB',
    ],
    [
      'both too small',
      { hardMiB: 32, softMiB: 8, backlogMiB: 1 },
      'for replicas: hard limit 32 MiB, below 64 MiB; soft limit 8 MiB, below 16 MiB',
    ],
    [
      'a hard limit below the backlog before 7.0',
      { hardMiB: 256, softMiB: 64, backlogMiB: 512, version: '6.2.16' },
      "for replicas: hard limit 256 MiB, below the backlog's 512 MiB",
    ],
  ];
  test.each(failing)('fails with %s', (_, setting, message) => {
    expect(judged(setting)).toMatchObject({ status: 'fail', severity: 'warning', message });
  });

  test('shows the limit that is really in force', () => {
    expect(judged({ hardMiB: 32, softMiB: 8, backlogMiB: 64 }).evidence).toEqual({
      hardBytes: 32 * MIB,
      softBytes: 8 * MIB,
      softSeconds: 60,
      effectiveHardBytes: 64 * MIB,
      backlogBytes: 64 * MIB,
    });
  });

  test('takes the limits from the options', () => {
    const now = clusterFacts();
    expect(verdict(rule, { now, options: { minHardMiB: 512, minSoftMiB: 16 } }, 7004)).toMatchObject({
      status: 'fail',
      message: 'for replicas: hard limit 256 MiB, below 512 MiB',
    });
  });

  test('is unknown where the configuration cannot be read or has no such class', () => {
    const noConfig = unsupported("ERR unknown command 'CONFIG'");
    const strange = { 'client-output-buffer-limit': 'normal 0 0 0' };
    const now = clusterFacts({ nodes: { 7001: { noConfig }, 7002: { config: strange } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', missing: [{}, {}] });
    expect(verdict(rule, { now }, 7002)).toMatchObject({ status: 'unknown', missing: [] });
  });

  test('is skipped on a service that does not offer the setting', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'memorydb' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped', message: 'does not apply to memorydb' });
  });
});
