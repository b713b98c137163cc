import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/** Functions that visit nodes: of a rule they want to know what it needs, and they never judge by it. */
const visiting = new Set(['observe', 'backup', 'copy']);

/** What is for people, and for whoever judges. */
const unread = ['title', 'why', 'fix', 'remedy', 'links', 'limits', 'optionDocs', 'check'];

/** A property of the one object in the file of a rule, up to the next one; the formatter sees to the two blanks. */
const property = new RegExp(
  `^ {2}(${unread.join('|')})(?::|\\(| \\()[\\s\\S]*?(?=^ {2}\\w+(?::|\\(| \\()|^\\}\\);$)`,
  'gm',
);

const inTheirPlace = {
  title: "title: '',",
  why: "why: '',",
  fix: 'fix: [],',
  links: 'links: [],',
  check: 'check: () => { throw new TypeError("this function does not judge"); },',
};

/**
 * Makes of the rules, in a function that visits nodes, what such a function reads of them: their texts and the bodies of
 * their checks are most of a catalogue, and are left out. With the bodies goes what they import.
 *
 * @returns {import('esbuild').Plugin}
 */
export function ruleDeclarations(name) {
  return {
    name: 'rule-declarations',
    setup(build) {
      if (!visiting.has(name)) return;
      build.onLoad({ filter: /[\\/]lib[\\/]core[\\/]rules[\\/][\w-]+[\\/][\w-]+\.ts$/ }, async ({ path }) => ({
        contents: declarationOf(await readFile(path, 'utf8'), path.split(sep).slice(-2).join('/')),
        loader: 'ts',
      }));
    },
  };
}

/** @throws Error for a file of another form: a part that stays unnoticed would be shipped */
export function declarationOf(source, file) {
  const found = new Set();
  const contents = source.replace(property, (_, key) => {
    found.add(key);
    return inTheirPlace[key] === undefined ? '' : `  ${inTheirPlace[key]}\n`;
  });
  const missing = Object.keys(inTheirPlace).filter((key) => !found.has(key));
  if (missing.length > 0) throw new Error(`${file} has no ${missing.join(', ')} where a rule has it`);
  return contents;
}
