import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../lib/core/rules/index.ts';
import { type FileOfRulesSeen, type RulesSeen, readRulesSeen, root } from '../test/harness/rules-seen-record.ts';

/**
 * Writes test/rules-seen.json from what tests noted: where each rule was seen to fail and to pass on a real server. What
 * it says already and was seen again stays. Usage: `RULES_SEEN=DIRECTORY npm test -- test/cluster`, then
 * `node scripts/record-rules-seen.ts DIRECTORY` and `npm run generate`.
 */
type Test = FileOfRulesSeen['tests'][number] & { readonly file: string };

function record(tests: readonly Test[], before: RulesSeen): RulesSeen {
  return Object.fromEntries(
    rules.map(({ id }) => {
      const failed = choose(
        tests.filter((each) => id in each.failed && (each.aimedAt?.includes(id) ?? true)),
        before[id]?.failed,
        id,
      );
      const passed = choose(
        tests.filter((each) => each.passed.includes(id)),
        before[id]?.passed,
        id,
      );
      const finding = failed?.failed[id];
      return [
        id,
        {
          ...(failed === undefined ? {} : { failed: place(failed) }),
          ...(passed === undefined ? {} : { passed: place(passed) }),
          ...(finding === undefined ? {} : { finding }),
        },
      ];
    }),
  );
}

const place = ({ file, test }: Test): { readonly file: string; readonly test: string } => ({ file, test });

/** Best a test that is about the rule, else one that does not tell, and then one in which little else fails: it shows the rule and nothing by accident. */
function choose(tests: readonly Test[], before: { file: string; test: string } | undefined, rule: string) {
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

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('say where the tests noted what they saw: DIRECTORY');
const tests = readdirSync(directory).flatMap((name) => {
  const noted = JSON.parse(readFileSync(join(directory, name), 'utf8')) as FileOfRulesSeen;
  return noted.tests.map((each) => ({ ...each, file: noted.file }));
});
const seen = record(tests, readRulesSeen());
writeFileSync(join(root, 'test', 'rules-seen.json'), `${JSON.stringify(seen, null, 2)}\n`);
const never = rules.filter(({ id }) => seen[id]?.failed === undefined || seen[id]?.passed === undefined);
console.log(`${rules.length - never.length} of ${rules.length} rules were seen to fail and to pass.`);
for (const { id } of never) console.log(`  ${id}: never ${seen[id]?.failed === undefined ? 'failed' : 'passed'}`);
