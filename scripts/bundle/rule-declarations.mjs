import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/** What nobody reads on AWS: documents of the command line, and `fix`. */
const documents = ['remedy', 'limits', 'optionDocs'];
const texts = ['why', 'fix', 'links', ...documents];
/** Of a rule it wants to know what the rule needs, and never judges by it. */
const visiting = ['title', 'check', ...texts];

/** Function → what of a rule it does not read. Others have no rules in them. */
const unreadBy = {
  observe: visiting,
  backup: visiting,
  copy: visiting,
  digest: ['check', ...texts],
  assess: documents,
};

/** A property of the one object in the file of a rule, up to the next one; the formatter sees to the two blanks. */
const property = /^ {2}(\w+)(?::|\(| \()[\s\S]*?(?=^ {2}\w+(?::|\(| \()|^\}\);$)/gm;

const inTheirPlace = {
  title: "title: '',",
  why: "why: '',",
  fix: 'fix: [],',
  links: 'links: [],',
  check: 'check: () => { throw new TypeError("this function does not judge"); },',
};

/**
 * Makes of the rules, in a function, what it reads of them: their texts and the bodies of their checks are most of a
 * catalogue, and are left out where nobody judges or tells by them. With the bodies goes what they import.
 *
 * @returns {import('esbuild').Plugin}
 */
export function ruleDeclarations(name) {
  return {
    name: 'rule-declarations',
    setup(build) {
      const unread = unreadBy[name];
      if (unread === undefined) return;
      build.onLoad({ filter: /[\\/]lib[\\/]core[\\/]rules[\\/][\w-]+[\\/][\w-]+\.ts$/ }, async ({ path }) => ({
        contents: declarationOf(await readFile(path, 'utf8'), path.split(sep).slice(-2).join('/'), unread),
        loader: 'ts',
      }));
    },
  };
}

/** @throws Error for a file of another form: a part that stays unnoticed would be shipped */
export function declarationOf(source, file, unread = visiting) {
  const found = new Set();
  const contents = source.replace(property, (whole, key) => {
    if (!unread.includes(key)) return whole;
    found.add(key);
    return inTheirPlace[key] === undefined ? '' : `  ${inTheirPlace[key]}\n`;
  });
  const missing = Object.keys(inTheirPlace).filter((key) => unread.includes(key) && !found.has(key));
  if (missing.length > 0) throw new Error(`${file} has no ${missing.join(', ')} where a rule has it`);
  return contents;
}
