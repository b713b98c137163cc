import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../lib/core/rules/index.ts';
import { type FileOfRulesSeen, type RulesSeen, readRulesSeen, root } from '../test/harness/rules-seen-record.ts';
import { dependOnLoad } from '../test/harness/stalls.ts';

type Test = FileOfRulesSeen['tests'][number] & { readonly file: string };

interface Place {
  readonly file: string;
  readonly test: string;
}

function record(tests: readonly Test[], before: RulesSeen): RulesSeen {
  const played = new Set(tests.map(({ file }) => file));
  const choose = (seen: readonly Test[], was: Place | undefined, rule: string): Test | undefined => {
    const best = bestOf(seen, was, rule);
    // A file that was not played has lost nothing to one that has the rule by the way.
    const stays = was !== undefined && !played.has(was.file) && best?.aimedAt?.includes(rule) !== true;
    return stays ? undefined : best;
  };
  return Object.fromEntries(
    rules.map(({ id }) => {
      const failed = choose(
        tests.filter((each) => id in each.failed && !isLuck(each, id)),
        before[id]?.failed,
        id,
      );
      const passed = choose(
        tests.filter((each) => each.passed.includes(id)),
        before[id]?.passed,
        id,
      );
      const { failed: failedBefore, passed: passedBefore, finding: findingBefore } = before[id] ?? {};
      return [
        id,
        {
          failed: failed === undefined ? failedBefore : place(failed),
          passed: passed === undefined ? passedBefore : place(passed),
          finding: failed?.failed[id] ?? findingBefore,
        },
      ];
    }),
  );
}

/** What a loaded machine alone may bring about counts only where a test aims at it. */
function isLuck({ aimedAt }: Test, rule: string): boolean {
  return dependOnLoad.has(rule) && !(aimedAt?.includes(rule) ?? false);
}

const place = ({ file, test }: Test): Place => ({ file, test });

/** Of the tests, best one that is about the rule, then what was chosen before, then one in which little else fails. */
function bestOf(tests: readonly Test[], before: Place | undefined, rule: string): Test | undefined {
  const was = (each: Test): boolean => each.file === before?.file && each.test === before.test;
  const order = (each: Test): readonly number[] => [
    each.aimedAt?.includes(rule) ? 0 : 1,
    was(each) ? 0 : 1,
    Object.keys(each.failed).length,
  ];
  return [...tests].sort((a, b) => compare(order(a), order(b)) || (place(a).test < place(b).test ? -1 : 1))[0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/**
 * Plays the tests of test/cluster, or those named, and writes into test/rules-seen.json where each rule was seen to fail and
 * to pass on a real server. What it says already stays where it was seen again, or where nothing better was.
 */
const directory = mkdtempSync(join(tmpdir(), 'rules-seen-'));
try {
  const chosen = process.argv.slice(2);
  const played = spawnSync('npm', ['test', '--', ...(chosen.length === 0 ? ['test/cluster'] : chosen)], {
    stdio: 'inherit',
    env: { ...process.env, RULES_SEEN: directory },
  });
  if (played.status !== 0) throw new Error('tests failed: nothing was noted');
  writeRecord(testsIn(directory));
} finally {
  rmSync(directory, { recursive: true });
}

function testsIn(folder: string): readonly Test[] {
  return readdirSync(folder).flatMap((name) => {
    const noted = JSON.parse(readFileSync(join(folder, name), 'utf8')) as FileOfRulesSeen;
    return noted.tests.map((each) => ({ ...each, file: noted.file }));
  });
}

function writeRecord(tests: readonly Test[]): void {
  const seen = record(tests, readRulesSeen());
  writeFileSync(join(root, 'test', 'rules-seen.json'), `${JSON.stringify(seen, null, 2)}\n`);
  const never = rules.filter(({ id }) => seen[id]?.failed === undefined || seen[id]?.passed === undefined);
  console.log(`${rules.length - never.length} of ${rules.length} rules were seen to fail and to pass.`);
  for (const { id } of never) console.log(`  ${id}: never ${seen[id]?.failed === undefined ? 'failed' : 'passed'}`);
}
