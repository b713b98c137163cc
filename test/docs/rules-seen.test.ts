import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Every name of a test that stands in a file as it is. */
function titlesIn(file: string): readonly string[] {
  return Array.from(
    readFileSync(join(root, file), 'utf8').matchAll(/(['"`])((?:(?!\1).)+)\1/g),
    ([, , title]) => title ?? '',
  );
}

test('each place that is named is still a test', () => {
  const places = Object.values(seen).flatMap(({ failed, passed }) => [failed, passed].filter(isThere));
  const titles = new Map([...new Set(places.map(({ file }) => file))].map((file) => [file, titlesIn(file)]));
  const isTest = ({ file, test: name }: SeenIn): boolean =>
    titles.get(file)?.some((title) => title.length > 5 && name.endsWith(title)) ?? false;
  expect(places.filter((place) => !isTest(place))).toEqual([]);
});

function isThere(place: SeenIn | undefined): place is SeenIn {
  return place !== undefined;
}
