import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fail } from '../../lib/core/finding.ts';
import { defineRule, numberOption } from '../../lib/core/rule.ts';
import { readRules, staleFiles, writeFiles } from '../../scripts/generate/files.ts';
import { outputs } from '../../scripts/generate/outputs.ts';
import { ruleIndex } from '../../scripts/generate/rule-index.ts';
import { generatedMark, rulePage } from '../../scripts/generate/rule-page.ts';
import { readRulesSeen } from '../harness/rules-seen-record.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const rule = defineRule({
  id: 'disk/nearly-full',
  title: 'The disk is nearly full',
  severity: 'warning',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed', 'memorydb'],
  modes: ['cluster'],
  needs: ['info.persistence.loading'],
  deltas: ['info.stats.total_forks'],
  previous: ['topology'],
  optional: ['config.save'],
  options: { failAbovePercent: numberOption(80) },
  optionDocs: { failAbovePercent: 'share of the disk, percent' },
  failureThreshold: 2,
  mutes: ['aof/write-failed', 'rdb/last-save-failed'],
  why: 'A full disk stops `aof` | and saves.',
  fix: ['Look:', { run: 'ssh {host} df -h' }],
  links: ['https://redis.io/docs/'],
  limits: 'Other disks.',
  check: () => fail('full'),
});

describe('the page of a rule', () => {
  const page = rulePage(rule, {
    severity: 'warning',
    message: 'The disk is at 91 %, above 80 %.',
    where: 'node 127.0.0.1:7000',
    found: 'usedPercent: 91',
  });

  test.each([
    ['says that it is generated', `${generatedMark}\n\n# disk/nearly-full\n`],
    ['names whom it looks at', '| Looks at | each primary |'],
    ['and where it applies', '| Applies to | self-managed, MemoryDB; cluster mode only |'],
    ['and when it fires', '| Alert fires | when 2 audits in a row have failed |'],
    ['keeps text from becoming markup', 'A full disk stops `aof` \\| and saves.'],
    ['shows commands to paste', '```sh\nssh {host} df -h\n```'],
    ['has options with default and unit', '| `failAbovePercent` | 80 | share of the disk, percent |'],
    ['shows how to set them', 'rules:\n  disk/nearly-full:\n    options:\n      failAbovePercent: 80\n'],
    [
      'lists what it reads',
      '- `info.persistence.loading`\n- `info.stats.total_forks`, its growth since the previous audit\n',
    ],
    ['also what it can do without', '- `config.save`, where it can be read\n'],
    ['says what it cannot see', '## What it cannot see\n\nOther disks.\n'],
    [
      'says what it mutes',
      'Alerts stay silent for `aof/write-failed`, `rdb/last-save-failed` on the same thing or in it.',
    ],
    [
      'shows a finding',
      'WARNING   node 127.0.0.1:7000\n          The disk is at 91 %, above 80 %.\n  found   usedPercent: 91\n',
    ],
    ['links', '- <https://redis.io/docs/>'],
  ])('%s', (_, text) => expect(page).toContain(text));
});

test('the index imports every rule under a name of its own', () => {
  expect(ruleIndex([rule])).toContain("import { rule as diskNearlyFull } from './disk/nearly-full.ts';");
  expect(ruleIndex([rule])).toContain('export const rules: readonly Rule[] = [\n  diskNearlyFull,\n];');
});

test('generating twice gives the same', async () => {
  const rules = await readRules(root);
  expect(outputs(rules, readRulesSeen())).toEqual(outputs([...rules], readRulesSeen()));
});

describe('what is stale', () => {
  test('is what differs, what is missing, and pages of rules that are gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'generate-'));
    const wanted = new Map([
      ['docs/rules/disk/nearly-full.md', `${generatedMark}\nnew`],
      ['docs/acl.md', 'same'],
    ]);
    await mkdir(join(folder, 'docs/rules/disk'), { recursive: true });
    await writeFile(join(folder, 'docs/rules/disk/nearly-full.md'), `${generatedMark}\nold`);
    await writeFile(join(folder, 'docs/rules/disk/gone.md'), `${generatedMark}\nold`);
    await writeFile(join(folder, 'docs/rules/disk/by-hand.md'), 'somebody wrote this');
    expect(await staleFiles(folder, wanted)).toEqual([
      'docs/rules/disk/nearly-full.md',
      'docs/acl.md',
      'docs/rules/disk/gone.md',
    ]);
    await writeFiles(folder, wanted);
    expect(await staleFiles(folder, wanted)).toEqual([]);
    expect(await readFile(join(folder, 'docs/rules/disk/by-hand.md'), 'utf8')).toBe('somebody wrote this');
  });

  test('a file among the rules that holds none is an error with what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'generate-'));
    await mkdir(join(folder, 'lib/core/rules/disk'), { recursive: true });
    await writeFile(join(folder, 'lib/core/rules/disk/shared.ts'), 'export const helper = 1;\n');
    await expect(readRules(folder)).rejects.toThrow(
      'lib/core/rules/disk/shared.ts exports no rule; code that rules share belongs into lib/core',
    );
  });

  test('nothing, in this project (else: npm run generate)', async () => {
    const pages = [...outputs(await readRules(root), readRulesSeen())].filter(([path]) => path.endsWith('.md'));
    expect(await staleFiles(root, new Map(pages))).toEqual([]);
  });
});
