import { describe, expect, test } from '@jest/globals';
import { anchorsOf, blocksOf, linksOf } from './pages.ts';
import { missingFrom, samplesIn, shownCommands } from './shown.ts';

const page = {
  path: 'page.md',
  text: `# Try it!

Run \`npm start\` or \`npx redis-auditor --help\`; \`redis-auditor\` alone is a name, and so is \`npm\`.

\`\`\`sh
# first this
npm start
A=b npx redis-auditor rules > rules.txt

\`\`\`

## What it \`says\` ([more](other.md#there))

\`\`\`console
$ first [not](a-link.md)
one
$ second
\`\`\`
`,
};

describe('a page', () => {
  test('shows commands in blocks and in sentences, each once', () => {
    expect(shownCommands([page])).toEqual([
      { place: 'page.md:7', line: 'npm start' },
      { place: 'page.md:8', line: 'A=b npx redis-auditor rules > rules.txt' },
      { place: 'page.md:3', line: 'npx redis-auditor --help' },
    ]);
  });

  test('has blocks with their heading and their place', () => {
    expect(blocksOf(page).map(({ heading, language, line }) => [heading, language, line])).toEqual([
      ['Try it!', 'sh', 6],
      ['What it `says` ([more](other.md#there))', 'console', 15],
    ]);
  });

  test('links in its prose only', () => {
    expect(linksOf(page).map(({ text }) => text)).toEqual(['other.md#there']);
    expect(anchorsOf({ path: '', text: '# Try it, now!\n## `a/b`: why' })).toEqual(['try-it-now', 'ab-why']);
  });

  test('has samples: commands and what they print', () => {
    expect(samplesIn(['$ first', 'one', 'two', '$ second'])).toEqual([
      { command: 'first', output: ['one', 'two'] },
      { command: 'second', output: [] },
    ]);
  });
});

test.each([
  ['the same', 'one two', ['one two'], undefined],
  ['broken at other places', 'one\n   two', ['one two'], undefined],
  ['another word', 'one three', ['one two'], 'one two'],
  ['more than is shown', 'one two three', ['one two'], 'one two'],
  ['more at the end, which the sample leaves out', 'one two three', ['one two', '…'], undefined],
  ['more in between, left out', 'one two three', ['one', '…', 'three'], undefined],
  ['in another order', 'three one', ['one', '…', 'three'], 'three'],
])('what was printed is %s', (_, output, sample, missing) => {
  expect(missingFrom(output, sample)).toBe(missing);
});
