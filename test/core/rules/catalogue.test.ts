import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { isClusterFact, type NodeFactName } from '../../../lib/core/fact-names.ts';
import { severities } from '../../../lib/core/finding.ts';
import { fingerprint } from '../../../lib/core/fingerprint.ts';
import { aclRuleFor } from '../../../lib/core/questions.ts';
import { readFact } from '../../../lib/core/read-fact.ts';
import type { Rule } from '../../../lib/core/rule.ts';
import { rules } from '../../../lib/core/rules/index.ts';
import { clusterFacts } from '../../builders/facts.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

const ids = rules.map((rule) => rule.id);

describe('the catalogue', () => {
  test('holds every rule there is a file for, sorted (else: npm run generate)', () => {
    expect(ids).toEqual(filesIn('lib/core/rules', '.ts'));
  });

  test('has a test for each rule, at the same place', () => {
    expect(filesIn('test/core/rules', '.test.ts')).toEqual(expect.arrayContaining([...ids]));
  });

  test('has a page for each rule, and no page without a rule (else: npm run generate)', () => {
    expect(filesIn('docs/rules', '.md')).toEqual(ids);
  });

  test('is told apart by the first eight digits of a fingerprint', () => {
    const parts = ids.map((id) => fingerprint('shop', id, { kind: 'cluster', id: 'shop' }).slice(0, 8));
    expect(new Set(parts).size).toBe(ids.length);
  });
});

describe.each(rules.map((rule): [string, Rule] => [rule.id, rule]))('%s', (id, rule) => {
  test('is named by its file: area and problem, in lower case', () => {
    expect(id).toMatch(/^[a-z]+\/[a-z]+(?:-[a-z]+)*$/);
    expect(existsSync(`${root}lib/core/rules/${id}.ts`)).toBe(true);
    expect(rule.area).toBe(id.split('/')[0]);
  });

  test('tells a person what is wrong, why it matters, and what to do', () => {
    expect(severities).toContain(rule.severity);
    // The title becomes the subject of a message, which may have 99 printable ASCII characters with cluster and severity.
    expect(rule.title).toMatch(/^[A-Z][\x20-\x7e]{5,69}[^.\s]$/);
    expect(rule.why).toMatch(/^[A-Z][^]{60,}\.$/);
    expect(rule.fix.length).toBeGreaterThan(0);
    for (const step of rule.fix) expect(typeof step === 'string' ? step : step.run).toMatch(/^\S[^]{5,}$/);
  });

  test('says primary and replica, and has no commands that only work on one machine', () => {
    const texts = [
      rule.title,
      rule.why,
      rule.limits ?? '',
      ...rule.fix.map((step) => (typeof step === 'string' ? step : '')),
    ];
    // Names of fields and settings, in code or with an underscore or a dash, are the server's.
    const words = texts.join(' ').replace(/`[^`]*`|\S*[_-]\S*/g, '');
    expect(words).not.toMatch(/\b(?:master|slave)s?\b/i);
    for (const step of rule.fix) if (typeof step !== 'string') expect(step.run).not.toMatch(/127\.0\.0\.1|localhost/);
  });

  test('needs facts that exist', () => {
    const [node] = clusterFacts().nodes;
    if (node === undefined) throw new Error('the builder makes nodes');
    for (const fact of [...rule.needs, ...rule.deltas, ...rule.previous, ...rule.optional]) {
      if (!isClusterFact(fact)) expect(() => readFact(node, fact as NodeFactName)).not.toThrow();
      expect(typeof aclRuleFor(fact)).toBe('string');
    }
  });

  test('documents every option, and every option has a default that it accepts', () => {
    expect(Object.keys(rule.optionDocs ?? {}).sort()).toEqual(Object.keys(rule.optionsSchema.entries).sort());
    for (const doc of Object.values<string>(rule.optionDocs ?? {})) expect(doc.length).toBeGreaterThan(10);
    const defaults = v.parse(rule.optionsSchema, {});
    expect(v.parse(rule.optionsSchema, defaults)).toEqual(defaults);
  });

  test('mutes rules that exist, and not itself', () => {
    expect(rule.mutes.filter((muted) => muted !== '*' && !ids.includes(muted))).toEqual([]);
    expect(rule.mutes).not.toContain(id);
  });

  test('links to the documentation of the servers', () => {
    for (const link of rule.links) expect(link).toMatch(/^https:\/\/(?:redis\.io|valkey\.io|docs\.aws\.amazon\.com)\//);
  });
});
