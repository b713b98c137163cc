import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeXml, junitReport } from '../../lib/report/junit.ts';
import { auditResult, cluster, finding, missing, node, ruleTexts, shard } from '../builders/result.ts';
import { carelessSetUp } from '../builders/stories.ts';
import { expectGolden } from './golden.ts';

const options = { rules: ruleTexts };
const report = (...findings: readonly ReturnType<typeof finding>[]): string =>
  junitReport(auditResult({ findings }), options);

test('a careless set-up', () => expectGolden('careless-set-up-junit', junitReport(carelessSetUp(), options)));

describe('a test case', () => {
  test('is a rule and what it is about', () => {
    const text = report(
      finding('aof/not-enabled', 'pass', node(7001)),
      finding('topology/shard-without-replica', 'pass', shard(7002)),
      finding('topology/slot-uncovered', 'pass', cluster),
    );
    expect(text.match(/<testcase .*/g)).toEqual([
      '<testcase classname="aof/not-enabled" name="node 127.0.0.1:7001" time="0"/>',
      '<testcase classname="topology/shard-without-replica" name="shard 5461" time="0"/>',
      '<testcase classname="topology/slot-uncovered" name="cluster test" time="0"/>',
    ]);
  });

  test('that fails carries the severity, why it matters and what to run', () => {
    const text = report(
      finding('aof/not-enabled', 'fail', node(7001), { severity: 'critical', message: 'AOF is off' }),
    );
    expect(text).toContain('<failure message="AOF is off" type="critical">critical: AOF is off\n');
    expect(text).toContain('redis-cli -h 127.0.0.1 -p 7001 CONFIG SET appendonly yes');
    expect(text).toContain('tests="1" failures="1" errors="0" skipped="0"');
  });

  test('that could not be judged is skipped, and so is one that does not apply; each says which', () => {
    const text = report(
      finding('aof/not-enabled', 'unknown', node(7001), { missing: [missing('config.save', 'timeout', 'no reply')] }),
      finding('aof/not-enabled', 'skipped', node(7004), { message: 'a replica' }),
    );
    expect(text).toContain('<skipped message="unknown: config.save: no reply"/>');
    expect(text).toContain('<skipped message="does not apply: a replica"/>');
    expect(text).toContain('failures="0" errors="0" skipped="2"');
  });
});

test('no text can leave its place or make the document unreadable', () => {
  const character = '[\\t\\n\\u0020-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]';
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped).toMatch(new RegExp(`^${character}*$`, 'u'));
      expect(escaped.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toMatch(/[&<>"']/);
    }),
  );
});

test('control characters are shown, for XML cannot hold them', () => {
  expect(escapeXml('a\u001b[1mb\u0000 <&>"\' \ufffe')).toBe('a\\x1b[1mb\\x00 &lt;&amp;&gt;&quot;&apos; \ufffd');
});
