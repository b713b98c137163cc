import type { CliIo } from '../io.ts';

/** One line on a terminal that says how far the visits are; nothing anywhere else. */
export interface ProgressLine {
  readonly show: (visited: number, known: number) => void;
  clear(): void;
}

const ERASE_LINE = '\r\u001b[2K';

export function progressLine(io: CliIo): ProgressLine {
  if (!io.stderrIsTty) return { show: () => undefined, clear: () => undefined };
  return {
    show: (visited, known) => io.stderr(`${ERASE_LINE}visited ${visited} of ${Math.max(visited, known)} nodes`),
    clear: () => io.stderr(ERASE_LINE),
  };
}
