import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { handwrittenPages, pageAt, root, spansOf } from './pages.ts';

const pages = handwrittenPages();
const decisions = pages.filter(({ path }) => /^docs\/adr\/\d/.test(path));

/** `docs/adr/0007-…` → 7 */
function numberOf(path: string): number {
  return Number(/\/(\d{4})-/.exec(path)?.[1]);
}

describe('decisions', () => {
  const index = pageAt('docs/adr/README.md').text;

  test.each(decisions)('$path has a number, a date, three parts, and its line in the index', ({ path, text }) => {
    const head = new RegExp(`^# ${numberOf(path)}\\. (.+)\n\n\\d{4}-\\d\\d-\\d\\d, accepted\n`);
    expect(text).toMatch(head);
    expect(text.match(/^## .*$/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
    const title = head.exec(text)?.[1];
    expect(index).toContain(`| [${numberOf(path)}](${path.slice('docs/adr/'.length)}) | ${title} |`);
  });

  test('are numbered without gaps', () => {
    expect(decisions.map(({ path }) => numberOf(path))).toEqual(decisions.map((_, place) => place + 1));
  });
});

test('every rule that a page names is one', () => {
  const areas = new Set(rules.map(({ area }) => area));
  const named = pages.flatMap(spansOf).filter(({ text }) => {
    const [area = '', name = '', ...more] = text.split('/');
    return areas.has(area) && more.length === 0 && /^[a-z-]+$/.test(name);
  });
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ text }) => !rules.some(({ id }) => id === text) && !existsSync(join(root, text)))).toEqual([]);
});

test('the options of decision 10 belong to the rules it names', () => {
  const text = pageAt('docs/adr/0010-reachability-options-live-in-the-rule.md').text.replaceAll('\n', ' ');
  const lists = [...text.matchAll(/((?:`\w+`(?:, | and )?)+) of `([a-z]+\/[a-z-]+)`/g)];
  expect(lists).toHaveLength(4);
  for (const [, names = '', id] of lists) {
    const options = Object.keys(rules.find((rule) => rule.id === id)?.optionsSchema.entries ?? {});
    expect(options).toEqual(expect.arrayContaining([...names.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
  }
});
