import { describe, expect, test } from '@jest/globals';
import type { Resource, Severity } from '../../lib/core/finding.ts';
import { matchersText, matches, matchesEverything } from '../../lib/core/matchers.ts';
import { parseMatchers } from '../../lib/core/parse-matchers.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { nodeId } from '../builders/facts.ts';

const node: Resource = { kind: 'node', id: nodeId(7001), address: '127.0.0.1:7001', shard: '0' };
const nodeV6: Resource = { kind: 'node', id: nodeId(7002), address: '[fd00::1]:6379', shard: '5461' };
const shard: Resource = { kind: 'shard', id: '0', address: '127.0.0.1:7001' };
const cluster: Resource = { kind: 'cluster', id: 'shop' };

const alert = (rule: string, resource: Resource, severity: Severity = 'critical') => ({ rule, resource, severity });
const off = alert('aof/not-enabled', node);

const parsed = (text: string) => parseMatchers(text.split(' ').filter(Boolean), rules);

describe('matchers', () => {
  test.each<[string, string, ReturnType<typeof alert>, boolean]>([
    ['a rule matches by its id', 'rule=aof/not-enabled', off, true],
    ['a rule does not match another one', 'rule=aof/write-failed', off, false],
    ['an area matches its rules', 'rule=aof/*', off, true],
    ['an area does not match another one', 'rule=rdb/*', off, false],
    ['an area is a whole word', 'rule=config/*', alert('config-x/change', node), false],
    ['several values are any of them', 'rule=rdb/*,aof/not-enabled', off, true],
    ['all matchers must match', 'rule=aof/* severity=warning', off, false],
    ['severity matches', 'severity=critical,info', off, true],
    ['a node matches by its address', 'node=127.0.0.1:7001', off, true],
    ['a node matches by its id', `node=${nodeId(7001)}`, off, true],
    ['a node matches by its id in capitals', `node=${nodeId(7001).toUpperCase()}`, off, true],
    ['another port is another node', 'node=127.0.0.1:7002', off, false],
    ['IPv6 with brackets', 'node=[fd00::1]:6379', alert('aof/not-enabled', nodeV6), true],
    ['IPv6 as CLUSTER NODES writes it', 'node=FD00::1:6379', alert('aof/not-enabled', nodeV6), true],
    ['a shard matches what is about it', 'shard=0', alert('persistence/loss-window-too-long', shard), true],
    ['a shard matches its nodes', 'shard=0', off, true],
    ['a shard does not match the nodes of another', 'shard=5461', off, false],
    ['the cluster matches by its id', 'cluster=shop severity=critical', off, true],
    ['another cluster does not', 'cluster=cart severity=critical', off, false],
    // What an alert does not have is not the same as an empty text.
    [
      'a node matches no alert about a shard, not even by its primary',
      'node=127.0.0.1:7001',
      alert('x/y', shard),
      false,
    ],
    ['a node matches no alert about the cluster', 'node=127.0.0.1:7001', alert('x/y', cluster), false],
    ['a shard matches no alert about the cluster', 'shard=0', alert('x/y', cluster), false],
    ['a shard matches no node without slots', 'shard=0', alert('x/y', { kind: 'node', id: nodeId(7001) }), false],
    ['nothing at all matches everything', '', off, true],
    // The auditor's own alerts.
    ['everything leaves the auditor out', '', alert('auditor/run-missed', cluster), false],
    ['a severity leaves the auditor out', 'severity=critical', alert('auditor/run-missed', cluster), false],
    ['a node leaves the auditor out', 'node=127.0.0.1:7001', alert('auditor/login-refused', node), false],
    ['the auditor is silenced by its area', 'rule=auditor/*', alert('auditor/run-missed', cluster), true],
    ['and by a rule of its own', 'rule=aof/*,auditor/run-missed', alert('auditor/run-missed', cluster), true],
  ])('%s: %s', (_, text, of, matched) => {
    const { matchers, problems } = parsed(text);
    expect(problems).toEqual([]);
    expect(matches(matchers, of, 'shop')).toBe(matched);
  });

  test.each<[string, string, boolean]>([
    ['no matcher', '', true],
    ['the cluster alone', 'cluster=shop', true],
    ['all severities', 'severity=critical,warning,info', true],
    ['two severities', 'severity=critical,warning', false],
    ['every area', [...new Set(rules.map(({ area }) => `rule=${area}/*`))].join(',').replaceAll(',rule=', ','), true],
    [
      'every area but the auditor',
      `rule=${[...new Set(rules.map(({ area }) => area))]
        .filter((area) => area !== 'auditor')
        .map((area) => `${area}/*`)
        .join(',')}`,
      true,
    ],
    ['one area', 'rule=aof/*', false],
    ['every severity of one node', 'severity=critical,warning,info node=127.0.0.1:7001', false],
  ])('%s: %s is everything: %s', (_, text, everything) => {
    const { matchers, problems } = parsed(text);
    expect(problems).toEqual([]);
    expect(matchesEverything(matchers, rules)).toBe(everything);
  });

  test('are shown as they are typed', () => {
    expect(matchersText(parsed('node=127.0.0.1:7001 rule=aof/*,rdb/*').matchers)).toBe(
      'rule=aof/*,rdb/* node=127.0.0.1:7001',
    );
    expect(matchersText({})).toBe('everything');
  });
});

describe('what is wrong with matchers is told, one sentence for each', () => {
  test.each<[string, readonly string[]]>([
    ['aof/not-enabled', ['aof/not-enabled is no matcher: write it as key=value, as rule=aof/*']],
    ['rul=aof/*', ['rul is nothing to match by: did you mean rule?']],
    ['colour=red', ['colour is nothing to match by: there are rule, severity, cluster, shard, node']],
    ['=red', ['=red is nothing to match by: there are rule, severity, cluster, shard, node']],
    ['rule=', ['rule has an empty value']],
    ['rule=aof/*,', ['rule has an empty value']],
    ['rule=aof/not-enabeld', ['rule=aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?']],
    ['rule=not-enabled', ['rule=not-enabled: no rule is called that; did you mean aof/not-enabled?']],
    ['rule=rdb/not-enabled', ['rule=rdb/not-enabled: no rule is called that; did you mean aof/not-enabled?']],
    ['rule=aof', ['rule=aof: no rule is called that; did you mean aof/*?']],
    ['rule=aoff/*', ['rule=aoff/*: no rules are in that area; did you mean aof/*?']],
    ['rule=disk/*', ['rule=disk/*: no rules are in that area']],
    ['rule=nothing/like-this-one', ['rule=nothing/like-this-one: no rule is called that']],
    ['rule=*', ['rule=* means every rule: leave it out']],
    ['severity=critcal', ['severity=critcal is no severity: did you mean critical?']],
    ['severity=page', ['severity=page is no severity: there are critical, warning, info']],
    ['shard=16384', ['shard=16384 is no first slot of a shard: write a number from 0 to 16383']],
    ['shard=00', ['shard=00 is no first slot of a shard: write a number from 0 to 16383']],
    ['node=10.0.0.1', ["node=10.0.0.1 is neither host:port nor the 40 hex digits of a node's id"]],
    [
      'node=redis://10.0.0.1:6379',
      ["node=redis://10.0.0.1:6379 is neither host:port nor the 40 hex digits of a node's id"],
    ],
    ['node=ann:hunter2@10.0.0.1:6379', ['node must be host:port alone, without user and password']],
    ['cluster=a/b', ['cluster=a/b is no id of a cluster']],
    ['rule=aof/* rule=rdb/*', ['rule is given twice: separate several values by a comma']],
    // Matchers that exclude each other.
    [
      'rule=topology/slot-uncovered node=10.0.0.1:6379',
      ['node=10.0.0.1:6379 never matches: topology/slot-uncovered is about the whole cluster'],
    ],
    [
      'rule=topology/slot-uncovered shard=0',
      ['shard=0 never matches: topology/slot-uncovered is about the whole cluster'],
    ],
    [
      'rule=topology/shard-without-replica node=10.0.0.1:6379',
      ['node=10.0.0.1:6379 never matches: topology/shard-without-replica is about a shard'],
    ],
    ['rule=topology/shard-without-replica shard=0', []],
    ['rule=topology/* node=10.0.0.1:6379', []],
  ])('%s', (text, wanted) => expect(parsed(text).problems).toEqual(wanted));

  test('all of them at once', () => {
    expect(parsed('rule=aof/not-enabeld,x/* severty=info node= shard=x').problems).toEqual([
      'severty is nothing to match by: did you mean severity?',
      'rule=aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?',
      'rule=x/*: no rules are in that area',
      'shard=x is no first slot of a shard: write a number from 0 to 16383',
      'node has an empty value',
    ]);
  });
});
