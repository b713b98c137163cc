import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { emptyBaselines } from '../../lib/core/baselines.ts';
import { evaluate } from '../../lib/core/evaluate.ts';
import { type Evidence, fail, pass } from '../../lib/core/finding.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import type { AlertResult } from '../../lib/core/result.ts';
import { asDeclared, defineRule } from '../../lib/core/rule.ts';
import { textReport } from '../../lib/report/text.ts';
import { clusterFacts } from '../builders/facts.ts';
import {
  alertOf,
  auditResult,
  cluster,
  finding,
  node,
  nodeLatency,
  nodeResult,
  ruleTexts,
  slowCommand,
} from '../builders/result.ts';
import { carelessSetUp, lostShard } from '../builders/stories.ts';
import { expectGolden } from './golden.ts';

const options = { rules: ruleTexts };

/** Without line breaks, for sentences that may be wrapped anywhere. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('the text report as a whole', () => {
  test.each<[string, 'unsupported' | 'no-permission', boolean]>([
    ['what a server is too old to have is not missed', 'unsupported', false],
    ['what it refuses is', 'no-permission', true],
  ])('%s', (_, state, isTold) => {
    const nodes = [nodeResult(7001, 'ok', { commandlog: state })];
    expect(textReport(auditResult({ nodes }), options).includes('COMMANDLOG')).toBe(isTold);
  });

  test('a healthy cluster is told in a few lines', () => expectGolden('healthy', textReport(auditResult(), options)));

  test('a careless set-up: what fails, worst first, then what is worth knowing', () => {
    const next = ["What a command does and why it is slow: redis-auditor explain 'CLUSTER SLOTS'"];
    expectGolden('careless-set-up', textReport(carelessSetUp(), { ...options, storedAt: './audit-history', next }));
  });

  test('the same on a narrow terminal', () =>
    expectGolden('careless-set-up-narrow', textReport(carelessSetUp(), { ...options, width: 60 })));

  test('a first audit with a shard that is gone', () => expectGolden('lost-shard', textReport(lostShard(), options)));
});

describe('lines', () => {
  const commandsOrTables = /redis-cli|^ {2}127|^ {2}node /;

  test.each([60, 80, 100, 140])('are at most %i characters long, but for commands to paste', (width) => {
    const lines = textReport(carelessSetUp(), { ...options, width }).split('\n');
    expect(lines.filter((line) => line.length > width && !commandsOrTables.test(line))).toEqual([]);
  });

  test('colours add nothing but colours', () => {
    const plain = textReport(carelessSetUp(), options);
    const coloured = textReport(carelessSetUp(), { ...options, colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31mCRITICAL');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe('what fails', () => {
  const off = (port: 7001 | 7002 | 7004, message = 'AOF is off') =>
    finding('aof/not-enabled', 'fail', node(port), { severity: 'critical', message });

  test('the same on several nodes is one block, its commands shown for the first of them', () => {
    const report = textReport(auditResult({ findings: [off(7004), off(7002), off(7001)] }), options);
    expect(report.match(/aof\/not-enabled/g)).toHaveLength(1);
    expect(report).toContain('shard 0: 127.0.0.1:7001 (primary), 127.0.0.1:7004 (replica); shard 5461: 127.0.0.1:7002');
    expect(report).toContain('redis-cli -h 127.0.0.1 -p 7001 CONFIG SET appendonly yes');
    expect(report).toContain('The same on 127.0.0.1:7004 and 127.0.0.1:7002.');
    expect(report).not.toContain('-p 7002');
  });

  test('different words of one rule stand below each other, and why it matters once', () => {
    const report = textReport(
      auditResult({ findings: [off(7001, 'off on a primary'), off(7004, 'off on a replica')] }),
      options,
    );
    expect(report).toMatch(/what {4}off on a primary\n {2}where {3}127.0.0.1:7001 .*\n {2}what {4}off on a replica\n/);
    expect(report.match(/ {2}why {5}/g)).toHaveLength(1);
  });

  test('with a message of its own on each of many nodes only some are told one by one', () => {
    const findings = Array.from({ length: 40 }, (_, index) =>
      finding(
        'latency/fork-slow',
        'fail',
        { kind: 'node', id: `id-${index}`, address: `10.0.0.${index}:6379` },
        { message: `${400 + index} ms` },
      ),
    );
    const report = textReport(auditResult({ findings }), options);
    expect(report.match(/ms\n {2}where/g)).toHaveLength(6);
    expect(flat(report)).toMatch(/ also 10\.0\.0\.6:6379, .*; and 10 more, each with figures of its own/);
  });

  describe('what a verdict rests on', () => {
    const found = (...evidence: readonly Evidence[]): string | undefined => {
      const ports = [7001, 7002, 7003] as const;
      const findings = evidence.map((each, index) =>
        finding('a/b', 'fail', node(ports[index] ?? 7001), { evidence: each }),
      );
      return /^ {2}found {3}([^]*?)\n(?! {10})/m.exec(textReport(auditResult({ findings }), options))?.[1];
    };

    test('is shown in a line', () => {
      expect(
        found({ longestMs: 151, shapes: ['GET a:*', 'SET b'], of: { a: 1, b: [2, null] }, none: [], save: '' }),
      ).toBe('longestMs: 151; shapes: GET a:*, SET b; of: {a 1, b [2, none]}; none: none; save: empty');
    });

    test('is told for the first of several places when it is not the same for all', () => {
      expect(found({ lagBytes: 1 }, { lagBytes: 1 })).toBe('lagBytes: 1');
      expect(found({ lagBytes: 1 }, { lagBytes: 2 })).toBe('on 127.0.0.1:7001: lagBytes: 1');
    });

    test('is left out when there is nothing, and cut when it is too much', () => {
      expect(found({})).toBeUndefined();
      const long = found({ nodes: Array.from({ length: 100 }, (_, index) => `10.0.0.${index}:6379`) });
      expect(long?.replace(/\s+/g, ' ')).toMatch(/10\.0\.0\.\d+:6379, … \(all of it with --format json\)$/);
    });
  });

  test('critical comes before warning, the cluster before its nodes', () => {
    const findings = [
      finding('slowlog/off', 'fail', node(7001)),
      off(7001),
      finding('topology/slot-uncovered', 'fail', cluster, { severity: 'critical' }),
      finding('config/change-not-saved', 'fail', node(7001), { severity: 'info' }),
    ];
    const heads = textReport(auditResult({ findings }), options).match(/^(?:CRITICAL|WARNING|INFO) \S+/gm);
    expect(heads).toEqual([
      'CRITICAL topology/slot-uncovered:',
      'CRITICAL aof/not-enabled:',
      'WARNING slowlog/off',
      'INFO config/change-not-saved',
    ]);
  });

  test('tells since when, unless this audit is the first to see it', () => {
    const alerts = [alertOf(off(7001), 'firing', { since: '2026-02-28T22:15:00.000Z' }), alertOf(off(7002), 'firing')];
    const report = textReport(auditResult({ findings: [off(7001), off(7002)], alerts }), options);
    expect(report.match(/^ {2}since .*/gm)).toEqual(['  since   2026-02-28 22:15:00 UTC']);
  });

  test('a name that a node announces cannot smuggle a command into what is pasted', () => {
    const resource = { kind: 'node', id: 'x', address: '$(reboot);.example:6379' } as const;
    const findings = [finding('aof/not-enabled', 'fail', resource, { severity: 'critical' })];
    expect(textReport(auditResult({ findings }), options)).toContain(
      "redis-cli -h '$(reboot);.example' -p 6379 CONFIG",
    );
  });

  test('IPv6 addresses lose their brackets in commands', () => {
    const resource = { kind: 'node', id: 'x', address: '[fd00::7]:6379' } as const;
    const findings = [finding('aof/not-enabled', 'fail', resource, { severity: 'critical' })];
    expect(textReport(auditResult({ findings }), options)).toContain('redis-cli -h fd00::7 -p 6379 CONFIG');
  });
});

describe('what could not be judged', () => {
  const grows = defineRule({
    id: 'test/grows',
    title: 'Grows',
    severity: 'info',
    scope: 'node',
    providers: ['self-managed'],
    deltas: ['info.stats.sync_full'],
    why: '',
    fix: [],
    links: [],
    check: ({ delta }) => (delta('info.stats.sync_full') > 0 ? fail('grew') : pass()),
  });
  const moved = defineRule({
    ...grows,
    id: 'test/moved',
    deltas: [],
    scope: 'cluster',
    previous: ['topology'],
    check: () => pass(),
  });
  const rules = [grows, moved].map((rule) => asDeclared(rule));
  const findings = evaluate({ facts: clusterFacts(), baselines: emptyBaselines, rules, policy: defaultPolicy });

  test('a first audit says in one line that it has nothing to compare with', () => {
    expect(flat(textReport(auditResult({ findings }), options))).toContain(
      'Could not be judged test/grows and test/moved compare with an earlier audit: run again with --store DIR, or with --watch 60s',
    );
  });

  test('and does not ask for a store when there is one', () => {
    const report = textReport(auditResult({ findings }), { ...options, storedAt: 'DIR' });
    expect(flat(report)).toContain('compare with an earlier audit: the next audit with the same store judges them');
  });

  test('a whole audit of unknowns stays short', () => {
    const lines = textReport(lostShard(), options).split('\n');
    expect(lostShard().summary.unknown).toBeGreaterThan(80);
    expect(lines.filter((line) => /^ {2}\d+ checks/.test(line))).toHaveLength(2);
  });

  test('nodes that could not be read stand with the reason; what an audit does not ask is not missed', () => {
    const nodes = [
      nodeResult(7001, 'ok', { ping: 'not-attempted' }),
      nodeResult(7002, 'auth'),
      nodeResult(7003, 'timeout'),
      nodeResult(7004, 'ok', { config: 'unsupported' }),
    ];
    const report = textReport(auditResult({ nodes }), options);
    expect(report).toContain('2 of 4 nodes read');
    expect(report).toContain(
      [
        'Could not be read',
        '  127.0.0.1:7002 (primary): the login was refused',
        '  127.0.0.1:7003 (primary): no reply in time',
        '  CONFIG GET on 127.0.0.1:7004: not available on this server',
      ].join('\n'),
    );
    expect(report).not.toContain('PING on');
  });

  test('nothing wrong is not said when not everything could be judged', () => {
    expect(textReport(auditResult({ findings }), options)).toContain(
      'test (self-managed): nothing wrong in what could be judged',
    );
    const nothing = { critical: 0, warning: 0, info: 0, unknown: 9, passed: 0, skipped: 0 };
    expect(textReport(auditResult({ summary: nothing }), options)).toContain('nothing could be judged');
  });
});

describe('slow commands and latency', () => {
  test('shapes of one command share its explanation', () => {
    const explanation = { what: 'Reads a hash.', why: 'It is large.', todo: 'HMGET.' };
    const slowCommands = ['HGETALL user:*', 'HGETALL cart:*'].map((shape) => slowCommand(shape, { explanation }));
    const report = textReport(auditResult({ slowCommands }), options);
    expect(report.match(/Reads a hash/g)).toHaveLength(1);
    expect(report).toContain('shape   HGETALL user:*');
    expect(report).toContain('shape   HGETALL cart:*');
  });

  test('a command with an answer at length is told by that alone', () => {
    const explanation = { what: 'Short.', why: 'Short.', todo: 'Short.', answer: 'At length.' };
    const report = textReport(auditResult({ slowCommands: [slowCommand('PSYNC ? -1', { explanation })] }), options);
    expect(report).toContain('about   At length.');
    expect(report).not.toContain('Short.');
  });

  test('of a large cluster the slowest nodes are shown', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => ({
      ...nodeLatency(7001),
      nodeId: `id-${index}`,
      address: `10.0.0.${index}:6379`,
      ping: { samples: 20, minUs: 1, medianUs: 2, p99Us: index, maxUs: index },
    }));
    const report = textReport(auditResult({ latency: { intrinsic: null, nodes } }), options);
    expect(report).toContain('and 36 nodes with a lower p99');
    expect(report).toContain('10.0.0.59:6379');
    expect(report).not.toContain('10.0.0.35:6379');
  });

  test('a stalled host is named beside the figures it spoils', () => {
    const nodes = [nodeLatency(7001)];
    const at = (longestStallUs: number) =>
      textReport(auditResult({ latency: { intrinsic: { durationMs: 200, longestStallUs }, nodes } }), options);
    expect(at(90)).toContain('part of them is this host');
    expect(at(70)).not.toContain('part of them is this host');
  });

  test.each([
    [
      'healthy',
      'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit.',
    ],
    ['off', "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance."],
  ])('LATENCY DOCTOR is left out when it has no news (%s)', (_, doctor) => {
    const events = carelessSetUp().latency.nodes[0]?.events ?? [];
    const nodes = [nodeLatency(7001, { doctor, events })];
    expect(textReport(auditResult({ latency: { intrinsic: null, nodes } }), options)).not.toContain('LATENCY DOCTOR');
  });
});

describe('alerts', () => {
  const failing = finding('slowlog/off', 'fail', node(7001));
  const older = finding('aof/write-failed', 'fail', node(7002));
  const over = finding('topology/node-restarted', 'pass', node(7003));
  const report = (...alerts: readonly AlertResult[]): string =>
    textReport(auditResult({ findings: [failing, older, over], alerts }), options);

  test('what is new on a first audit stands above already', () => {
    expect(report(alertOf(failing, 'firing'))).toMatch(/Alerts: 1 firing, 0 pending, 0 resolved\n\n/);
  });

  test('later what changed is told, and what goes on is not told again', () => {
    const since = '2026-03-01T02:00:00.000Z';
    const text = report(
      alertOf(failing, 'firing', { reason: 'failed in this audit' }),
      alertOf(older, 'firing', { since, reason: 'unchanged' }),
      alertOf(over, 'resolved', { since, reason: 'the check passes again' }),
    );
    expect(text).toContain(
      [
        'Alerts: 2 firing, 0 pending, 1 resolved',
        '  resolved: topology/node-restarted on 127.0.0.1:7003: the check passes again',
        '  new: slowlog/off on 127.0.0.1:7001: failed in this audit',
        '',
      ].join('\n'),
    );
  });

  test('one that fires after waiting is new too', () => {
    const since = '2026-03-01T02:00:00.000Z';
    expect(report(alertOf(older, 'firing', { since, reason: 'failed in 2 audits running' }))).toContain(
      'new: aof/write-failed on 127.0.0.1:7002: failed in 2 audits running',
    );
  });

  test('an alert whose node is gone has no place any more', () => {
    const gone = finding('aof/write-failed', 'fail', { kind: 'node', id: 'gone' });
    expect(
      report(alertOf(gone, 'resolved', { since: 'earlier', reason: 'resource-gone: the node left the cluster' })),
    ).toContain('resolved: aof/write-failed: resource-gone: the node left the cluster');
  });
});

describe('what servers say', () => {
  test('cannot move the cursor, ring the bell or turn the text around', () => {
    const evil = 'a\u001b[2J\u0007\u009b\u202eb\rc';
    const result = auditResult({
      findings: [
        finding('aof/not-enabled', 'fail', { kind: 'node', id: 'x', address: `${evil}:1` }, { message: evil }),
      ],
      slowCommands: [slowCommand(`GET ${evil}`, { clients: [evil] })],
      latency: { intrinsic: null, nodes: [nodeLatency(7001, { address: evil, doctor: `Dave,\n${evil}` })] },
    });
    const report = textReport(result, options);
    expect(report).toContain('a\\x1b[2J\\x07\\x9b\\u202eb\\rc');
    expect(report).toMatch(/^[\n\u0020-\u007e]*$/);
  });
});
