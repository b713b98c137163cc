import { formatBytes } from '../../core/byte-size.ts';
import type { CliIo } from '../io.ts';

/** One line on a terminal that says how far it is; nothing anywhere else. */
interface BytesLine {
  readonly show: (news: { readonly address: string; readonly bytes: number; readonly of: number | null }) => void;
  readonly showText: (text: string) => void;
  readonly clear: () => void;
}

const ERASE_LINE = '\r\u001b[2K';

/** Milliseconds between two lines: there is news with every few kilobytes. */
const EVERY_MS = 200;

export function bytesLine(io: CliIo): BytesLine {
  if (!io.stderrIsTty) return { show: () => undefined, showText: () => undefined, clear: () => undefined };
  let last = 0;
  const showText = (text: string): void => {
    if (io.now() - last < EVERY_MS) return;
    last = io.now();
    io.stderr(ERASE_LINE + text);
  };
  return {
    show: ({ address, bytes, of }) =>
      showText(`${address}: ${formatBytes(bytes)}${of === null ? '' : ` of ${formatBytes(of)}`} copied`),
    showText,
    clear: () => io.stderr(ERASE_LINE),
  };
}
