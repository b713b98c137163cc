import { beside, indent, labelled, wrap } from '../layout.ts';
import { DEFAULT_WIDTH, type ReportOptions } from '../options.ts';
import { type Paint, paint } from '../paint.ts';

/** What every section of the text report is laid out with. */
export interface Page {
  readonly options: ReportOptions;
  readonly width: number;
  readonly paint: Paint;
  /** The same two columns further in, for blocks below a heading. */
  readonly inner: Page;
  /** A line to begin a block with, in strong letters up to the end of `head`; wrapped when it must be. */
  heading(head: string, rest?: string, style?: (text: string) => string): readonly string[];
  /** A sentence, wrapped. */
  plain(text: string): readonly string[];
  /** `  why     text wrapped beside its label` */
  note(label: string, text: string): readonly string[];
  /** The same for lines that must stay as they are. */
  lines(label: string, lines: readonly string[]): readonly string[];
  /** Sentences one below the other, their further lines set in. */
  items(sentences: readonly string[]): readonly string[];
}

const LABEL = 10;
const NARROWEST = 40;

export function pageFor(options: ReportOptions): Page {
  return indented(options, Math.max(NARROWEST, options.width ?? DEFAULT_WIDTH), 0);
}

function indented(options: ReportOptions, width: number, by: number): Page {
  const painted = paint(options.colour ?? false);
  return {
    options,
    width,
    paint: painted,
    get inner() {
      return indented(options, width - 2, by + 2);
    },
    heading: (head, rest = '', style = painted.strong) => {
      const lines = hanging(head + rest, width);
      return indent(paintStart(lines, head.length, style), by);
    },
    plain: (text) => indent(wrap(text, width), by),
    note: (label, text) => indent(labelled(`  ${label}`, text, { label: LABEL, width }), by),
    items: (sentences) =>
      indent(
        sentences.flatMap((sentence) => hanging(sentence, width - 2)),
        by + 2,
      ),
    lines: (label, lines) => indent(beside(`  ${label}`, lines, LABEL), by),
  };
}

/** Lines after the first are set in by two. */
function hanging(text: string, width: number): readonly string[] {
  return wrap(text, width - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** Puts a style on the first `length` characters of a text that has been wrapped. */
function paintStart(lines: readonly string[], length: number, style: (text: string) => string): readonly string[] {
  let left = length;
  return lines.map((line) => {
    const start = line.length - line.trimStart().length;
    const end = Math.min(line.length, start + left);
    left -= end - start + 1;
    return end <= start ? line : line.slice(0, start) + style(line.slice(start, end)) + line.slice(end);
  });
}
