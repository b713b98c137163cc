import type { SaveProgress } from '../../backup/watch-save.ts';
import type { CliIo } from '../io.ts';

/** One line on a terminal that says how far the saves are; nothing anywhere else. */
export interface SaveProgressLine {
  readonly show: (news: SaveProgress) => void;
  clear(): void;
}

const ERASE_LINE = '\r\u001b[2K';

export function saveProgress(io: CliIo): SaveProgressLine {
  if (!io.stderrIsTty) return { show: () => undefined, clear: () => undefined };
  return {
    show: ({ address, seconds, share }) => {
      const done = share === null ? '' : `${Math.floor(share * 100)} %, `;
      io.stderr(`${ERASE_LINE}${address} saves: ${done}${seconds} s`);
    },
    clear: () => io.stderr(ERASE_LINE),
  };
}
