import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exitCodes } from '../../lib/cli/io.ts';
import { commandsSent } from '../../lib/core/questions.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from '../cli/fake-io.ts';
import { handwrittenPages, pageAt, root } from './pages.ts';

const { text } = pageAt('README.md');

/** First and second cell of the table rows that begin with this. */
function rowsFrom(first: RegExp): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [, cell = '', next = ''] = line.split('|').map((each) => each.trim());
    return first.test(cell) ? [[cell, next] as const] : [];
  });
}

describe('README.md', () => {
  test('counts the rules of each area', () => {
    const stated = rowsFrom(/^\[\w+\]\(docs\/rules/).map(([area, count]) => [/\w+/.exec(area)?.[0], Number(count)]);
    const counted = [...Map.groupBy(rules, ({ area }) => area)].map(([area, all]) => [area, all.length]);
    expect(Object.fromEntries(stated)).toEqual(Object.fromEntries(counted));
    expect(text).toContain(`\n${rules.length} rules in all.`);
  });

  test('counts the commands that are sent, besides logging in', () => {
    expect(commandsSent.filter((command) => command !== 'auth')).toHaveLength(16);
    expect(text).toMatch(/These sixteen\s+commands/);
  });

  test('has all exit codes', () => {
    expect(rowsFrom(/^\d+$/).map(([code]) => Number(code))).toEqual(Object.values(exitCodes));
  });

  const replies = join(root, 'test', 'replies');
  test.each(readdirSync(replies))('names the version of the replies in %s', (label) => {
    const info = readFileSync(join(replies, label, 'info-all.txt'), 'utf8');
    const [, version] = /^valkey_version:(\S+)/m.exec(info) ?? /^redis_version:(\S+)/m.exec(info) ?? [];
    expect(text).toContain(version);
  });
});

test.each([
  ['command', [], /^ {2}(\w+)(?= .*)/gm, 'Commands:'],
  ['option of audit', ['audit'], /^ {2}(--[\w-]+)/gm, 'Options:'],
])('every %s is on one of the pages', async (_, command, name, section) => {
  const { stdout } = await run([...command, '--help']);
  const names = [...(stdout.split(section)[1]?.split('\n\n')[0] ?? '').matchAll(name)].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(5);
  const all = handwrittenPages()
    .map((page) => page.text)
    .join('\n');
  const shown = (word: string): boolean => all.includes(word.startsWith('--') ? word : `redis-auditor ${word}`);
  expect(names.filter((word) => word !== 'help' && !shown(word))).toEqual([]);
});
