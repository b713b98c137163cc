import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { filesIn, tell, tellJson, withStore } from '../harness/command-line.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const cluster = useCluster({ primaries: 1, replicasPerPrimary: 1, config: ['cluster-node-timeout 7000'] });
const seed = (): string => nodeAt(cluster().nodes, 0).address;
const id = (): string => seed().replace(':', '-');
const folderOf = useRuleFolders();

const slow = 'local-topology/failover-slow';
const options = {
  options: '{ failAboveMs: numberOption(5000) }',
  optionDocs: "{ failAboveMs: 'longest node timeout, ms' }",
};
const check = `({ fact, options }) => {
    const timeoutMs = Number(fact('config.cluster-node-timeout'));
    return timeoutMs > options.failAboveMs ? fail('a failover begins after ' + timeoutMs + ' ms', { timeoutMs }) : pass();
  }`;
const rules = folderOf({
  [`${slow}.ts`]: ruleText(slow, { title: "'A failover begins too late for us'", ...options, check }),
  'local-persistence/endless.ts': ruleText('local-persistence/endless', { check: '() => { for (;;) {} }' }),
});
const broken = folderOf({
  [`${slow}.ts`]: ruleText(slow, { severity: "'bad'" }),
  'local-latency/a.ts': 'const x: = 1',
});
const brokenText = new RegExp(
  `^redis-auditor: ${broken} has 2 problems:\\n.*/local-latency/a.ts:1: Unexpected "="\\n` +
    '.*/failover-slow.ts: severity: must be one of critical, warning, info\\nSee docs/adding-a-rule.md for what a rule of your own looks like.\\n$',
);

const file = (text: string): string => join(folderOf({ 'cluster.yaml': text }), 'cluster.yaml');

describe('rules of a team, on a real cluster', () => {
  test(
    'judge beside the others, also where one of them has no end, and their alerts are told and kept',
    () =>
      withStore(async (store) => {
        const { code, result } = await tellJson(['audit', seed(), '--rules', rules, '--store', store]);
        const own = result.findings.filter(({ rule }) => rule.startsWith('local-'));
        expect(own.map(({ rule, status, message }) => [rule, status, message])).toEqual([
          [
            'local-persistence/endless',
            'unknown',
            'the rule itself failed: it was not done after 1000 ms, and was ended',
          ],
          ['local-persistence/endless', 'unknown', expect.stringContaining('is not asked again in this audit')],
          [slow, 'fail', 'a failover begins after 7000 ms'],
          [slow, 'fail', 'a failover begins after 7000 ms'],
        ]);
        expect(code).toBe(1);
        expect(result.findings.filter(({ rule }) => rule === 'aof/not-enabled').map(({ status }) => status)).toEqual([
          'pass',
          'pass',
        ]);
        const [message = ''] = filesIn(store).filter((path) => path.includes('/outbox/'));
        expect(readFileSync(message, 'utf8')).toContain('A failover begins too late for us');
        const silence = ['silence', 'add', `rule=${slow}`, '--for', '2h', '--reason', 'planned', '--owner', 'ann'];
        const place = ['--store', store, '--cluster', id()];
        expect(await tell([...silence, ...place])).toMatchObject({ code: 2, stdout: '' });
        const silenced = await tell([...silence, ...place, '--rules', rules]);
        expect([silenced.code, silenced.stderr]).toEqual([0, '']);
        expect((await tell(['history', 'timeline', slow, ...place])).stdout).toContain(`${slow} first failed in`);
        const lenient = [
          'backtest',
          ...place,
          '--rules',
          rules,
          '--set',
          `${slow}.failAboveMs=8000`,
          'topology/primary-count-unexpected=off',
          '--format',
          'json',
        ];
        const judged = await tell(lenient);
        expect([judged.code, judged.stderr]).toEqual([0, '']);
        expect(JSON.parse(judged.stdout)).toMatchObject({ audits: 1, told: { would: 0, did: 1 } });
      }),
    clusterTestTimeoutMs,
  );

  test('are asked for nothing where another kind of audit runs them', async () => {
    const { result } = await tellJson(['audit', seed(), '--rules', rules, '--audit', 'slowlog']);
    expect(result.findings.filter(({ rule }) => rule.startsWith('local-'))).toEqual([]);
  });

  test('are named and set in a file, from its folder', async () => {
    const path = file(`localRules: ${rules}\nrules:\n  ${slow}: { options: { failAboveMs: 9000 } }\n`);
    const { result } = await tellJson(['audit', seed(), '--config', path, '--audit', 'topology']);
    const statuses = result.findings.filter(({ rule }) => rule === slow).map(({ status }) => status);
    expect(statuses).toEqual(['pass', 'pass']);
    expect((await tell(['config', 'check', path])).stdout).toContain('is in order');
    const explained = await tell(['rules', 'explain', slow, '--config', path]);
    expect(explained.stdout).toContain('failAboveMs 9000 (5000 by default)');
    expect((await tell(['rules', 'list', 'local-topology', '--config', path])).stdout).toContain('1 rule, as');
    const wrong = await tell(['config', 'check', file(`localRules: ${rules}\nrules: { ${slow}r: {} }\n`)]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining(`did you mean ${slow}?`) });
  });

  test.each<[command: string, words: () => readonly string[]]>([
    ['audit', () => ['audit', seed()]],
    ['rules list', () => ['rules', 'list']],
    ['rules explain', () => ['rules', 'explain', slow]],
    ['explain', () => ['explain', slow]],
    ['acl', () => ['acl']],
    ['fix', () => ['fix', seed()]],
  ])('that are broken are told by %s with every problem, and nothing is begun', (_, words) =>
    withStore(async (directory) => {
      const store = join(directory, 'history');
      const told = await tell([...words(), '--rules', broken, ...(words()[0] === 'audit' ? ['--store', store] : [])]);
      expect(told).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(brokenText) });
      expect(existsSync(store)).toBe(false);
    }),
  );

  test('that are broken are told by config check together with what is wrong with other files', async () => {
    const { code, stderr } = await tell(['config', 'check', file(`localRules: ${broken}\n`), file('colour: red\n')]);
    expect(code).toBe(2);
    for (const words of ['Unexpected "="', 'severity: must be one of', 'colour: unknown key'])
      expect(stderr).toContain(words);
  });

  test('add what they need to the line of the ACL, and are explained', async () => {
    expect((await tell(['acl', '--rules', rules])).stdout).toMatch(/\+config\|get/);
    const { stdout } = await tell(['rules', 'explain', slow, '--rules', rules]);
    expect(stdout).toMatch(/^WARNING local-topology\/failover-slow: A failover begins too late for us\n/);
    expect(stdout).toContain('audits of kind full, topology');
    expect((await tell(['explain', slow, '--rules', rules])).stdout).toBe(stdout);
  });
});
