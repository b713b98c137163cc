import type { CliIo } from './io.ts';

/** What a command of the program needs to do its work. */
export interface Door {
  readonly io: CliIo;
  /** Wraps the work of a command: what it returns becomes the exit code. */
  readonly does: <A extends readonly unknown[]>(
    work: (...args: A) => Promise<number> | number,
  ) => (...args: A) => Promise<void>;
}

/** Examples below the help of a command, as they would be typed. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  redis-auditor ${line}\n`).join('')}`;
}
