import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { readRulesSeen, root, type SeenIn } from '../harness/rules-seen-record.ts';

const seen = readRulesSeen();

test('every rule has failed and passed on a real server', () => {
  const never = rules.filter(({ id }) => seen[id]?.failed === undefined || seen[id]?.passed === undefined);
  expect(never.map(({ id }) => id)).toEqual([]);
});

test('nothing is said of rules that are none', () => {
  const ids = new Set(rules.map(({ id }) => id));
  expect(Object.keys(seen).filter((id) => !ids.has(id))).toEqual([]);
});

/** Every name that stands for a test in the files beside one, `%s` and `$name` for anything. */
function titlesBeside(file: string): readonly RegExp[] {
  const folder = join(root, dirname(file));
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const text = sources.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const literals = Array.from(text.matchAll(/(['"`])((?:(?!\1).)+)\1/g), ([, , title]) => title ?? '');
  return [...new Set(literals)].filter((title) => title.replace(/%[si]|\$\w+/g, '').length > 5).map(patternOf);
}

function patternOf(title: string): RegExp {
  const parts = title.split(/%[si]|\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?:^| )${parts.join('.+')}$`);
}

test('each place that is named is still a test', () => {
  const places = Object.values(seen).flatMap(({ failed, passed }) => [failed, passed].filter(isThere));
  const titles = new Map([...new Set(places.map(({ file }) => file))].map((file) => [file, titlesBeside(file)]));
  const isTest = ({ file, test: name }: SeenIn): boolean =>
    existsSync(join(root, file)) && (titles.get(file)?.some((title) => title.test(name)) ?? false);
  expect(places.filter((place) => !isTest(place))).toEqual([]);
});

function isThere(place: SeenIn | undefined): place is SeenIn {
  return place !== undefined;
}
