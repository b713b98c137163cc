import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/** Functions that visit nodes: of a rule they want to know what it needs, and they never judge by it. */
const visiting = new Set(['observe', 'backup', 'copy']);

/** What documents and the command line show, and no function reads. */
const forDocuments = ['remedy', 'limits', 'optionDocs'];

/** What is for people, and for whoever judges. */
const unread = ['title', 'why', 'fix', 'links', 'check', ...forDocuments];

/** One of these properties of the object in the file of a rule, up to the next; the formatter sees to the two blanks. */
function properties(names) {
  return new RegExp(`^ {2}(${names.join('|')})(?::|\\(| \\()[\\s\\S]*?(?=^ {2}\\w+(?::|\\(| \\()|^\\}\\);$)`, 'gm');
}

const inTheirPlace = {
  title: "title: '',",
  why: "why: '',",
  fix: 'fix: [],',
  links: 'links: [],',
  check: 'check: () => { throw new TypeError("this function does not judge"); },',
};

/**
 * Makes of the rules what a function reads of them. One that visits nodes needs neither their texts nor the bodies of
 * their checks, which are most of a catalogue; with the bodies goes what they import. One that judges and tells needs all
 * that messages show, and not what only documents do.
 *
 * @returns {import('esbuild').Plugin}
 */
export function ruleDeclarations(name) {
  return {
    name: 'rule-declarations',
    setup(build) {
      build.onLoad({ filter: /[\\/]lib[\\/]core[\\/]rules[\\/][\w-]+[\\/][\w-]+\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const file = path.split(sep).slice(-2).join('/');
        return { contents: visiting.has(name) ? declarationOf(source, file) : judgementOf(source), loader: 'ts' };
      });
    },
  };
}

/** A rule that judges and tells. A part that is not found where a rule has it stays: it costs its size. */
export function judgementOf(source) {
  return source.replace(properties(forDocuments), '');
}

/** @throws Error for a file of another form: a part that stays unnoticed would be shipped */
export function declarationOf(source, file) {
  const found = new Set();
  const contents = source.replace(properties(unread), (_, key) => {
    found.add(key);
    return inTheirPlace[key] === undefined ? '' : `  ${inTheirPlace[key]}\n`;
  });
  const missing = Object.keys(inTheirPlace).filter((key) => !found.has(key));
  if (missing.length > 0) throw new Error(`${file} has no ${missing.join(', ')} where a rule has it`);
  return contents;
}
