import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { declarationOf, judgementOf } from '../../scripts/bundle/rule-declarations.mjs';

const directory = join(import.meta.dirname, '..', '..', 'lib', 'core', 'rules');
const sourceOf = (id: string) => readFileSync(join(directory, `${id}.ts`), 'utf8');

describe('a rule in a function that visits nodes', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s still says what it needs, and no more', (id, rule) => {
    const source = sourceOf(id);
    const declaration = declarationOf(source, id);
    const { needs, deltas, previous, optional, optionsSchema } = rule;
    const names = [id, ...needs, ...deltas, ...previous, ...optional, ...Object.keys(optionsSchema.entries)];
    const [head = ''] = source.split(/^ {2}why:/m);
    for (const name of names.filter((each) => head.includes(each))) expect(declaration).toContain(name);
    expect(declaration).toContain('this function does not judge');
    for (const link of rule.links) expect(declaration).not.toContain(link);
    expect(declaration).not.toMatch(/^ {2}(?:limits|optionDocs|remedy)[:(]/m);
  });

  test.each(rules.map(({ id }) => [id]))('%s still judges and tells in one that assesses', (id) => {
    const [source, judgement] = [sourceOf(id), judgementOf(sourceOf(id))];
    expect(judgement).not.toMatch(/^ {2}(?:limits|optionDocs|remedy)[:(]/m);
    for (const kept of ['title', 'why', 'fix', 'links', 'check']) {
      const part = new RegExp(`^ {2}${kept}(?::|\\(| \\()`, 'm');
      expect({ kept, is: part.test(judgement) }).toEqual({ kept, is: part.test(source) });
    }
    expect(judgement.slice(judgement.search(/^ {2}check[(:]/m))).toBe(source.slice(source.search(/^ {2}check[(:]/m)));
  });

  test('is refused when its file has another form', () => {
    const odd = sourceOf('aof/not-enabled').replace('  why:', '  reason:');
    expect(() => declarationOf(odd, 'aof/not-enabled.ts')).toThrow('aof/not-enabled.ts has no why where a rule has it');
  });
});
