import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeEach, expect } from '@jest/globals';
import { nowRuns, rulesSeen } from './rules-seen.ts';
import { claimsOf, type FileOfRulesSeen, root } from './rules-seen-record.ts';
import { dependOnLoad } from './stalls.ts';

beforeEach(() => nowRuns(expect.getState().currentTestName));
afterEach(() => nowRuns(undefined));

/** With `RULES_SEEN=DIRECTORY` notes what was seen, else holds it to what docs/rules says of this file of tests. */
afterAll(() => {
  if (rulesSeen().size === 0) return;
  const file = relative(root, expect.getState().testPath ?? '');
  const directory = process.env['RULES_SEEN'];
  if (directory !== undefined) note(directory, file);
  // Another server than the machine's own has other rules that do not apply.
  else if (process.env['TEST_SERVER'] === undefined) expect(brokenClaims(file)).toEqual([]);
});

function note(directory: string, file: string): void {
  const tests = Array.from(rulesSeen(), ([test, { failed, passed, aimedAt }]) => ({
    test,
    failed: Object.fromEntries(failed),
    passed: [...passed],
    ...(aimedAt === undefined ? {} : { aimedAt: [...aimedAt] }),
  }));
  const content: FileOfRulesSeen = { file, tests };
  writeFileSync(join(directory, `${file.replaceAll('/', '-')}.json`), JSON.stringify(content));
}

/** What the record says of tests that ran, and was not so. */
function brokenClaims(file: string): readonly string[] {
  return claimsOf(file).flatMap(({ rule, test, status }) => {
    const seen = rulesSeen().get(test);
    const isSo = status === 'failed' ? seen?.failed.has(rule) : seen?.passed.has(rule);
    const isLuck = status === 'passed' && dependOnLoad.has(rule);
    return seen === undefined || isSo === true || isLuck ? [] : [`${rule} has not ${status} in "${test}"`];
  });
}
