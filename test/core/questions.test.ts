import { describe, expect, test } from '@jest/globals';
import { aclRules, newerAclRules, visitPlan } from '../../lib/core/questions.ts';
import { ruleSet } from '../harness/audits.ts';

const everything = ruleSet();
const without = (...ids: readonly string[]) => everything.filter(({ rule }) => !ids.includes(rule.id));

/** Rules that are switched off, what is no longer asked then, and what the auditor's user no longer needs. */
const spared = [
  [['security/user-too-powerful', 'security/acl-differs-between-nodes'], 'acl.users', []],
  [['auditor/user-too-powerful'], 'acl.own-rights', ['+acl|dryrun']],
  [['clients/output-buffer-large'], 'clients.buffers', []],
  [['clients/output-buffer-large', 'replication/output-buffer-filling'], 'clients.buffers', ['+client|list']],
  [['latency/percentile-high'], 'latency.histogram', ['+latency|histogram']],
  [['slowlog/large-payload'], 'commandlog', ['+commandlog|get']],
  [['commands/hot-slot', 'topology/keys-in-foreign-slots'], 'slot-stats', ['+cluster|slot-stats']],
  [['topology/announced-address-stale'], 'dns', []],
] as const;

describe('what is asked follows from the rules', () => {
  test.each(spared)('without %j nobody asks for %s', (ids, question, rights) => {
    const [all, less] = [everything, without(...ids)].map((rules) => ({
      further: visitPlan(rules, 'full').further,
      rights: [...aclRules(rules), ...newerAclRules(rules)],
    }));
    expect(all?.further).toContain(question);
    expect(less?.further).toEqual(all?.further.filter((each) => each !== question));
    expect(less?.rights).toEqual(all?.rights.filter((each) => !(rights as readonly string[]).includes(each)));
  });

  test('without all rules about users nobody lists them', () => {
    const about = everything.filter(({ rule }) =>
      [...rule.needs, ...rule.optional].some((fact) => /^acl\.(users|default)$/.test(fact)),
    );
    const less = without(...about.map(({ rule }) => rule.id));
    expect(visitPlan(less, 'full').aclDefault).toBe(false);
    expect(aclRules(less)).toEqual(aclRules(everything).filter((each) => each !== '+acl|list'));
  });

  test('one rule of two is enough to ask', () => {
    expect(visitPlan(without('commands/hot-slot'), 'full').further).toContain('slot-stats');
  });

  test('the line for every server names no command that only some have', () => {
    expect(aclRules(everything).join(' ')).not.toMatch(/commandlog|slot-stats/);
    expect(newerAclRules(everything)).toEqual(['+commandlog|get', '+cluster|slot-stats']);
  });
});
