import { describe, expect, test } from '@jest/globals';
import { runsIn } from '../../../../lib/core/audit-series.ts';
import { emptyBaselines, extendBaselines } from '../../../../lib/core/baselines.ts';
import { evaluate } from '../../../../lib/core/evaluate.ts';
import type { AuditKind } from '../../../../lib/core/facts.ts';
import type { Finding } from '../../../../lib/core/finding.ts';
import { failed, unsupported } from '../../../../lib/core/observed.ts';
import { defaultPolicy } from '../../../../lib/core/policy.ts';
import { clusterFacts, type NodeChange, nodeId } from '../../../builders/facts.ts';
import { ruleSet, type TestAudit } from '../../../harness/audits.ts';

const id = 'auditor/threshold-not-observable';

interface Story {
  readonly node?: NodeChange;
  readonly audit?: AuditKind;
  readonly options?: TestAudit['options'];
  /** Rules that are switched off. */
  readonly off?: readonly string[];
  readonly intervalSeconds?: number;
}

/** The verdict on the first node in the second of two audits, so many seconds after the first one. */
function judged({ node = {}, audit = 'full', options = {}, off = [], intervalSeconds }: Story = {}): Finding {
  const factsAt = (at: number) => clusterFacts({ at, audit, nodes: { 7001: node } });
  const rules = ruleSet(options).filter(({ rule }) => runsIn(audit, rule) && !off.includes(rule.id));
  const baselines = extendBaselines(emptyBaselines, factsAt(0));
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const facts = factsAt(intervalSeconds ?? 300);
  const findings = evaluate({ facts, baselines, rules, policy: defaultPolicy, ...interval });
  const found = findings.find(({ rule, resource }) => rule === id && resource.id === nodeId(7001));
  if (found === undefined) throw new Error('the rule did not run');
  return found;
}

/** Rules whose limits are said to be hidden. */
const hidden = (story: Story): readonly unknown[] => {
  const { limits } = judged(story).evidence as { readonly limits?: readonly { readonly rule: string }[] };
  return (limits ?? []).map(({ rule }) => rule);
};

const config = (values: Readonly<Record<string, string>>): NodeChange => ({ config: values });
const coarseLog = config({ 'slowlog-log-slower-than': '20000' });
const everythingLogged = config({ 'slowlog-log-slower-than': '0' });

describe('auditor/threshold-not-observable', () => {
  test.each<AuditKind>(['full', 'slowlog', 'latency'])(
    'passes in the reference configuration, in %s audits',
    (audit) => {
      expect(judged({ audit })).toMatchObject({ status: 'pass', severity: 'info' });
    },
  );

  test.each<[string, Story, readonly string[]]>([
    [
      'a slow log that begins above the limits',
      { node: coarseLog },
      [
        'auditor/own-load-visible',
        'slowlog/internal-command-slow',
        'slowlog/many-slow-commands',
        'slowlog/topology-command-slow',
        'slowlog/whole-collection-read',
      ],
    ],
    [
      'not those that lie above it',
      { node: coarseLog, options: { 'slowlog/topology-command-slow': { countFromMs: 20 } } },
      [
        'auditor/own-load-visible',
        'slowlog/internal-command-slow',
        'slowlog/many-slow-commands',
        'slowlog/whole-collection-read',
      ],
    ],
    [
      'a monitor that begins above the limits',
      { node: config({ 'latency-monitor-threshold': '300' }) },
      ['latency/background-spike', 'latency/command-spike', 'latency/deletion-spike', 'latency/disk-spike'],
    ],
    ['a log that is off, where a rule says so', { node: config({ 'slowlog-log-slower-than': '-1' }) }, []],
    [
      'and where none does',
      {
        node: config({ 'slowlog-max-len': '0' }),
        audit: 'slowlog',
        off: ['slowlog/off', 'slowlog/many-slow-commands'],
      },
      [
        'auditor/own-load-visible',
        'slowlog/internal-command-slow',
        'slowlog/slow-command',
        'slowlog/topology-command-slow',
        'slowlog/very-slow-command',
        'slowlog/whole-collection-read',
      ],
    ],
    ['a monitor that is off, where a rule says so', { node: config({ 'latency-monitor-threshold': '0' }) }, []],
    [
      'and where none does',
      { node: config({ 'latency-monitor-threshold': '0' }), off: ['latency/monitor-off'] },
      [
        'latency/background-spike',
        'latency/command-spike',
        'latency/deletion-spike',
        'latency/disk-spike',
        'latency/fork-slow',
      ],
    ],
    [
      'a log too short for a count',
      { node: config({ 'slowlog-max-len': '4' }) },
      ['slowlog/topology-command-slow', 'slowlog/whole-collection-read'],
    ],
    [
      'a log too short for a rate, where it is full of shorter commands',
      { node: everythingLogged, intervalSeconds: 3600 },
      ['slowlog/many-slow-commands'],
    ],
    ['not where audits come often enough', { node: everythingLogged, intervalSeconds: 300 }, []],
    ['nor where what is lost is as long as what counts', { intervalSeconds: 3600 }, []],
    ['nor where audits are on no schedule', { node: everythingLogged }, []],
    [
      'a round trip that is given up before',
      { options: { 'latency/round-trip-slow': { failAboveMs: 2000 } } },
      ['latency/round-trip-slow'],
    ],
    [
      'statistics that an old version does not keep',
      { node: { info: { redis_version: '6.2.16' } } },
      ['commands/topology-storm'],
    ],
    [
      'a command that was taken away',
      { node: { latency: unsupported('LATENCY is not known there') }, audit: 'latency' },
      ['latency/disk-spike', 'latency/fork-slow'],
    ],
    ['not one that is refused', { node: { latency: failed('no-permission', 'NOPERM') } }, []],
  ])('names the rules that suffer from %s', (_, story, rules) => {
    expect(hidden(story)).toEqual(rules);
  });

  test('says the limit and what hides it', () => {
    const only = [
      'auditor/own-load-visible',
      'slowlog/internal-command-slow',
      'slowlog/many-slow-commands',
      'slowlog/whole-collection-read',
    ];
    expect(judged({ node: coarseLog, off: only })).toMatchObject({
      status: 'fail',
      message: 'a limit cannot be seen: slowlog/topology-command-slow (10 ms; the slow log begins at 20 ms)',
    });
  });

  test.each<[string, Story, Finding['status']]>([
    ['unknown when CONFIG cannot be read', { node: { noConfig: failed('no-permission', 'NOPERM') } }, 'unknown'],
    ['skipped where no rule has such a limit', { audit: 'topology' }, 'skipped'],
  ])('is %s', (_, story, status) => {
    expect(judged(story).status).toBe(status);
  });
});
