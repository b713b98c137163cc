import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, handwrittenPages, linksOf, pageAt, root, spansOf } from './pages.ts';

const pages = handwrittenPages();
const links = pages.flatMap(linksOf).filter(({ text }) => !/^https?:/.test(text));

test('every link inside the project leads somewhere', () => {
  const broken = links.filter(({ page, text }) => {
    const [path = '', anchor] = text.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(pageAt(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('every page can be reached from README.md', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { text } of linksOf(pageAt(page))) {
      const target = join(dirname(page), text.split('#')[0] ?? '');
      if (!/^https?:/.test(text) && target.endsWith('.md')) reached.add(target);
    }
  }
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

/** `lib/core/questions.ts`, `docs/rules/`; a name with `<…>` or `*` stands for many. */
const looksLikePath = /^(?:bin|docs|examples|lib|scripts|test)\/[\w./-]*$/;

test('every file and folder that is named is there', () => {
  const named = pages.flatMap(spansOf).filter(({ text }) => looksLikePath.test(text));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ text }) => !existsSync(join(root, text)))).toEqual([]);
  expect(named.filter(({ text }) => text.endsWith('/') && !statSync(join(root, text)).isDirectory())).toEqual([]);
});
