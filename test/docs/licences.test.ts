import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pageAt, root } from './pages.ts';

interface Package {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Package>>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

const decision = pageAt('docs/adr/0012-licences-of-dependencies.md').text;
const shipped = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Apache-2.0'];
const development = [...shipped, 'CC0-1.0', 'CC-BY-4.0', 'MPL-2.0'];

/** Of `(MIT OR CC0-1.0)` one is enough. */
function isUnder(licences: readonly string[], { license = 'none' }: Package): boolean {
  return license
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((each) => licences.includes(each));
}

test('what runs with the product is under a licence that allows it', () => {
  expect(packages.filter(([, each]) => !each.dev && !isUnder(shipped, each))).toEqual([]);
});

test('and so are the tools of development', () => {
  expect(packages.filter(([, each]) => !isUnder(development, each))).toEqual([]);
});

test('the decision names these licences', () => {
  for (const licence of development) expect(decision).toContain(licence.replace(/^BSD-\d.*/, 'BSD'));
});

test('as many packages run with the product as the decision about them says', () => {
  const needed = packages.filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional);
  const text = pageAt('docs/adr/0002-few-runtime-dependencies.md').text;
  expect(text).toContain(`they are ${needed.length} packages, beside Node itself`);
});

test('the licence of the project is the one that package.json names', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly license: string };
  expect(manifest.license).toBe('Apache-2.0');
  expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toMatch(/^\s+Apache License\n\s+Version 2\.0, January 2004\n/);
});
