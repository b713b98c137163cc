import { blocksOf, handwrittenPages, type Page, spansOf } from './pages.ts';

/** A command line that a page shows. */
export interface ShownCommand {
  /** `README.md:12`, the first of the places that show it. */
  readonly place: string;
  readonly line: string;
}

/** A command of a `console` block and what it is said to print. */
export interface Sample {
  readonly command: string;
  readonly output: readonly string[];
}

/** What inline code must begin with to be a command and not a mere word. */
const inlineCommand = /^(?:[A-Z_]+=\S+ )*(?:npx redis-auditor|redis-auditor|npm (?:start|test|run)|redis-cli) ./;

const bareCommand = /^npm (?:start|test)$/;

/** Every command of the hand-written pages, once: lines of `sh` blocks and inline code that begins with a program. */
export function shownCommands(pages: readonly Page[] = handwrittenPages()): readonly ShownCommand[] {
  const all = pages.flatMap((page) => [
    ...blocksOf(page)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ line, lines }) =>
        lines.map((text, index) => ({ place: `${page.path}:${line + index}`, line: text })),
      ),
    ...spansOf(page)
      .filter(({ text }) => inlineCommand.test(text) || bareCommand.test(text))
      .map(({ line, text }) => ({ place: `${page.path}:${line}`, line: text })),
  ]);
  const commands = all.filter(({ line }) => line !== '' && !line.startsWith('#'));
  return [...Map.groupBy(commands, ({ line }) => line).values()].flatMap(([first]) => first ?? []);
}

/** The commands of a `console` block, each with the lines up to the next one. */
export function samplesIn(lines: readonly string[]): readonly Sample[] {
  const samples: { command: string; output: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) samples.push({ command: line.slice(2), output: [] });
    else samples.at(-1)?.output.push(line);
  }
  return samples;
}

/**
 * Whether a program printed what a sample shows. Words count, not where lines break: addresses differ in length, and
 * so does where they are wrapped. A line with `…` alone stands for anything.
 *
 * @returns the first passage that was not printed; undefined when all of it was
 */
export function missingFrom(output: string, sample: readonly string[]): string | undefined {
  const passages = sample.join('\n').split(/^…$/m).map(words);
  let rest = words(output);
  const whole = passages.length === 1;
  for (const passage of passages) {
    const at = rest.indexOf(passage);
    if (at < 0 || (whole && rest !== passage)) return passage;
    rest = rest.slice(at + passage.length);
  }
  return undefined;
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
