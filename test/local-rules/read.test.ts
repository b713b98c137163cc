import { describe, expect, test } from '@jest/globals';
import { LocalRulesError } from '../../lib/local-rules/local-rules-error.ts';
import { readLocalRules } from '../../lib/local-rules/read.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const folderOf = useRuleFolders();

/** What is wrong with a folder, without its path. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = folderOf(files);
  try {
    await readLocalRules(folder);
    return [];
  } catch (error) {
    if (!(error instanceof LocalRulesError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace(`${folder}/`, ''));
  }
}

const file = 'local-topology/ours.ts';
const id = 'local-topology/ours';

describe('a folder of rules', () => {
  test('is read with what the rules share, their options and their tests passed over', async () => {
    const folder = folderOf({
      'local-topology/ours.ts': `import { limit } from '../shared/limit.ts';\n${ruleText('local-topology/ours', {
        options: '{ failAboveMs: numberOption(limit) }',
        optionDocs: "{ failAboveMs: 'longest wait, ms' }",
      })}`,
      'local-persistence/theirs.ts': ruleText('local-persistence/theirs', { mutes: "['local-topology/ours']" }),
      'local-topology/ours.test.ts': 'throw new Error("a test is no rule")',
      'shared/limit.ts': 'export const limit: number = 70;',
      'README.md': '# Ours',
    });
    const { rules, script } = await readLocalRules(folder);
    expect(rules.map((rule) => rule.id)).toEqual(['local-persistence/theirs', 'local-topology/ours']);
    expect(rules[1]?.optionsSchema.entries).toMatchObject({ failAboveMs: { default: 70 } });
    expect(script.files).toEqual(['local-persistence/theirs.ts', 'local-topology/ours.ts']);
  });

  test.each<[why: string, text: string, problem: string]>([
    ['that is no TypeScript', 'const x: = 1;', `${file}:1: Unexpected "="`],
    [
      'without a rule',
      'export const other = 1;',
      `${file}: exports no rule: \`export const rule = defineRule({ … })\`; what rules share belongs into shared/`,
    ],
    [
      'whose rule was not made by defineRule',
      "export const rule = { id: 'local-topology/ours' };",
      `${file}: exports no rule: \`export const rule = defineRule({ … })\`; what rules share belongs into shared/`,
    ],
    ['that throws', "throw new Error('no licence');", `${file}: cannot be loaded: no licence`],
    ['that never finishes', 'for (;;) {}', `${file}: does not finish loading within 1000 ms`],
    [
      'with another id',
      ruleText('local-topology/yours'),
      `${file}: its id is local-topology/yours: it must be local-topology/ours, as its file is called`,
    ],
    [
      'with the id of a built-in rule',
      ruleText('aof/not-enabled'),
      `${file}: its id is aof/not-enabled, and that one is built in: it must be local-topology/ours, as its file is called`,
    ],
    [
      'with a fact that does not exist',
      ruleText(id, { needs: "['config.cluster-node-timout']" }),
      `${file}: needs[0]: no fact is called config.cluster-node-timout; did you mean config.cluster-node-timeout?`,
    ],
    [
      'with growth of what does not grow',
      ruleText(id, { deltas: "['info.server.uptime_in_seconds']" }),
      `${file}: deltas[0]: no fact that grows is called info.server.uptime_in_seconds`,
    ],
    [
      'with an unknown severity',
      ruleText(id, { severity: "'urgent'" }),
      `${file}: severity: must be one of critical, warning, info`,
    ],
    ['with an unknown key', ruleText(id, { need: '[]' }), `${file}: need: unknown key; did you mean needs?`],
    [
      'that wants to change settings',
      ruleText(id, { remedy: '() => []' }),
      `${file}: remedy: only built-in rules change settings; say in fix what to run`,
    ],
    [
      'that mutes what does not exist',
      ruleText(id, { mutes: "['aof/of']" }),
      `${file}: mutes: no rule is called aof/of`,
    ],
    [
      'that reads the slow log in an audit of another kind',
      ruleText(id, { needs: "['slowlog']" }),
      `${file}: slowlog is read by audits of one kind: a rule that needs it lies in local-slowlog/`,
    ],
    ['that imports what Node has', "import 'node:fs';", `${file}:1: Could not resolve "node:fs"`],
  ])('is refused for a file %s', async (_, text, problem) => {
    expect(await problemsOf({ [file]: text })).toEqual([problem]);
  });

  test('is refused for a file in no folder of rules, and for one in a folder of built-in rules', async () => {
    const message =
      'lies in no folder of rules: there are local-slowlog/, local-latency/, local-topology/, local-persistence/, and shared/ for what rules share';
    expect(await problemsOf({ 'ours.ts': '', 'aof/ours.ts': '' })).toEqual([
      `aof/ours.ts: ${message}`,
      `ours.ts: ${message}`,
    ]);
  });

  test('is refused with everything that is wrong with any of its files, in one go', async () => {
    const files = {
      'local-topology/a.ts': ruleText('local-topology/b', { severity: "'urgent'", title: "''" }),
      'local-topology/b.ts': 'const x: = 1;\n',
      'local-topology/c.ts': ruleText('local-topology/d'),
      'local-topology/d.ts': ruleText('local-topology/d'),
    };
    expect(await problemsOf(files)).toEqual([
      'local-topology/a.ts: title: must not be empty',
      'local-topology/a.ts: severity: must be one of critical, warning, info',
      'local-topology/b.ts:1: Unexpected "="',
      'local-topology/c.ts: its id is local-topology/d: it must be local-topology/c, as its file is called',
      'local-topology/c.ts: local-topology/d is the id of local-topology/d.ts too',
      'local-topology/d.ts: local-topology/d is the id of local-topology/c.ts too',
    ]);
  });

  test('that is not there, or has no rules, is no folder of rules', async () => {
    await expect(readLocalRules('/nowhere/rules')).rejects.toThrow('/nowhere/rules: there is no such folder');
    const empty = folderOf({ 'README.md': '' });
    await expect(readLocalRules(empty)).rejects.toThrow('holds no rules: they lie in local-slowlog/');
  });
});
