import { styleText } from 'node:util';
import type { Severity } from '../core/finding.ts';

/** Puts colours on words, or leaves them alone. */
export interface Paint {
  readonly severity: (severity: Severity, text: string) => string;
  /** Headings. */
  readonly strong: (text: string) => string;
  /** What can be pasted. */
  readonly command: (text: string) => string;
  /** What needs no action. */
  readonly good: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

const severityFormats: Readonly<Record<Severity, Format>> = {
  critical: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'cyan'],
};

/** @param colour whether the reader is a terminal that shows colours: the caller knows, the report does not look */
export function paint(colour: boolean): Paint {
  const style = (format: Format) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    severity: (severity, text) => style(severityFormats[severity])(text),
    strong: style('bold'),
    command: style('cyan'),
    good: style('green'),
  };
}
