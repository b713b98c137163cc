import { beforeAll, describe, expect, test } from '@jest/globals';
import { emptyBaselines } from '../../lib/core/baselines.ts';
import { evaluate } from '../../lib/core/evaluate.ts';
import type { Finding } from '../../lib/core/finding.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { asDeclared, defineRule, type Rule } from '../../lib/core/rule.ts';
import { rule as notEnabled } from '../../lib/core/rules/aof/not-enabled.ts';
import { bundleRules } from '../../lib/local-rules/bundle.ts';
import { openRules } from '../../lib/local-rules/open.ts';
import { clusterFacts } from '../builders/facts.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const folderOf = useRuleFolders();

/** Long enough for every rule that ends. */
const limitMs = 400;

/** Rules that do what they must not; the last one is in order. */
const checks = {
  throws: "() => { throw new TypeError('no such field') }",
  'throws-nothing': '() => { throw undefined }',
  'changes-facts': "({ fact }) => { fact('topology').shards.length = 0; return pass() }",
  'changes-a-map': "({ fact }) => { fact('views').clear(); return pass() }",
  'changes-policy': '({ policy }) => { policy.aof.roles = []; return pass() }',
  'changes-the-run': '({ run }) => { run.misses.push(1); return pass() }',
  'changes-the-members': '({ everyone }) => { everyone.pop(); return pass() }',
  'changes-a-member': "({ node }) => { node.role = 'replica'; return pass() }",
  'changes-the-language': '() => { Array.prototype.map = () => []; JSON.parse = null; return pass() }',
  loops: '() => { for (;;) {} }',
  'loops-later': '() => { Promise.resolve().then(() => { for (;;) {} }); return pass() }',
  'loops-in-a-pattern': `() => { /^(a+)+$/.test('a'.repeat(60) + 'b'); return pass() }`,
  'loops-in-its-answer': '() => ({ get status() { for (;;) {} } })',
  promises: 'async () => pass()',
  'says-nothing': '() => undefined',
  'says-nonsense': "() => ({ status: 'broken', message: 'very' })",
  'shows-itself': '() => { const e = {}; e.e = e; return fail("round", e) }',
  'shows-too-much': "() => fail('much', { text: 'x'.repeat(70000) })",
  'asks-for-node': '() => { process.exit(1) }',
  'evaluates-text': "() => { return eval('pass()') }",
  fine: "({ node, fact }) => fail('as it should', { at: node.address, timeout: fact('config.cluster-node-timeout') })",
} as const;

type Name = keyof typeof checks;

let rules: readonly Rule[] = [];
let findings: readonly Finding[] = [];
const facts = clusterFacts({ nodes: { 7001: { info: { aof_enabled: 0 } } } });

beforeAll(async () => {
  const needs = "['config.cluster-node-timeout', 'topology', 'views']";
  const names = Object.entries(checks).map(([name, check]) => [
    `local-topology/${name}.ts`,
    ruleText(`local-topology/${name}`, { needs, check }),
  ]);
  const folder = folderOf(Object.fromEntries(names));
  const { script, problems } = await bundleRules(
    folder,
    names.map(([file = '']) => file),
  );
  expect(problems).toEqual([]);
  const opened = openRules(script, { limitMs, builtIn: [] });
  expect(opened.problems).toEqual([]);
  rules = opened.rules;
  const enabled = [...rules, notEnabled].map((rule) => asDeclared(rule));
  findings = evaluate({ facts, baselines: emptyBaselines, rules: enabled, policy: defaultPolicy });
});

const of = (id: string): readonly Finding[] => findings.filter(({ rule }) => rule === id);

const failed = (why: string | RegExp) => (typeof why === 'string' ? `the rule itself failed: ${why}` : why);

/** What the first node's finding says. */
const said: Readonly<Partial<Record<Name, string | RegExp>>> = {
  throws: 'TypeError: no such field',
  'throws-nothing': 'it threw something that is no error',
  'changes-facts': /TypeError: Cannot assign to read only property 'length'/,
  'changes-a-map': 'TypeError: this map is read by others too, and cannot be changed',
  'changes-policy': /TypeError: Cannot assign to read only property 'roles'/,
  'changes-the-run': /TypeError: Cannot add property/,
  'changes-the-members': /TypeError: Cannot delete property/,
  'changes-a-member': /TypeError: Cannot assign to read only property 'role'/,
  loops: `it was not done after ${limitMs} ms, and was ended`,
  'loops-later': `it was not done after ${limitMs} ms, and was ended`,
  'loops-in-a-pattern': `it was not done after ${limitMs} ms, and was ended`,
  'loops-in-its-answer': `it was not done after ${limitMs} ms, and was ended`,
  promises: 'it answered something else than pass, fail, unknown or skip make',
  'says-nothing': 'it answered nothing',
  'says-nonsense': 'it answered something else than pass, fail, unknown or skip make',
  'shows-itself': /TypeError: Converting circular structure to JSON/,
  'shows-too-much': 'its answer has more than 65536 characters',
  'asks-for-node': 'ReferenceError: process is not defined',
  'evaluates-text': /Code generation from strings disallowed/,
};

describe('a rule of a team that does what it must not', () => {
  test.each(Object.entries(said))('%s leaves its verdict open: %s', (name, why) => {
    const [first] = of(`local-topology/${name}`);
    expect(first?.status).toBe('unknown');
    if (typeof why === 'string') expect(first?.message).toBe(failed(why));
    else expect(first?.message).toMatch(why);
  });

  test('is asked no more in an audit in which it had no end', () => {
    expect(of('local-topology/loops').map(({ message }) => message)).toEqual([
      `the rule itself failed: it was not done after ${limitMs} ms, and was ended`,
      ...Array(5).fill(
        'the rule itself failed: it took too long about something else, and is not asked again in this audit',
      ),
    ]);
  });

  test('is asked again in the next audit', () => {
    const [loops] = rules.filter(({ id }) => id === 'local-topology/loops');
    if (loops === undefined) throw new Error('the rule is gone');
    const again = evaluate({ facts, baselines: emptyBaselines, rules: [asDeclared(loops)], policy: defaultPolicy });
    expect(again[0]?.message).toBe(`the rule itself failed: it was not done after ${limitMs} ms, and was ended`);
  });

  test('leaves what the others say as it is', () => {
    expect(of('local-topology/fine').map(({ status, evidence }) => [status, evidence.at])).toEqual(
      [7001, 7002, 7003, 7004, 7005, 7006].map((port) => ['fail', `127.0.0.1:${port}`]),
    );
    expect(of('aof/not-enabled').map(({ status }) => status)).toEqual(['fail', ...Array(5).fill('pass')]);
    expect(of('local-topology/changes-the-language').map(({ status }) => status)).toEqual(Array(6).fill('pass'));
  });
});

describe('a rule that is built in', () => {
  const builtIn = (check: Parameters<typeof defineRule<'node', 'topology'>>[0]['check']) =>
    defineRule({
      id: 'topology/broken',
      title: 'Broken',
      severity: 'warning',
      scope: 'node',
      providers: ['self-managed'],
      needs: ['topology'],
      why: 'It is.',
      fix: [],
      links: [],
      check,
    });

  test.each<[does: string, rule: Rule, why: RegExp]>([
    [
      'throws',
      builtIn(() => {
        throw new Error('divided by nothing');
      }),
      /^the rule itself failed: divided by nothing$/,
    ],
    [
      'changes facts',
      builtIn(({ fact }) => {
        (fact('topology').shards as unknown[]).pop();
        return { status: 'pass' };
      }),
      /^the rule itself failed: TypeError: /,
    ],
  ])('and %s leaves its verdict open, and the others as they are', (_, rule, why) => {
    const enabled = [rule, notEnabled].map((each) => asDeclared(each));
    const all = evaluate({ facts, baselines: emptyBaselines, rules: enabled, policy: defaultPolicy });
    const [mine, others] = [all.filter((each) => each.rule === rule.id), all.filter((each) => each.rule !== rule.id)];
    expect(mine.map(({ status }) => status)).toEqual(Array(6).fill('unknown'));
    expect(mine[0]?.message).toMatch(why);
    expect(others.map(({ status }) => status)).toEqual(['fail', ...Array(5).fill('pass')]);
  });
});
