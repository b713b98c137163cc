import { contentWalk } from './content-walk.ts';
import { rdbFrame } from './frame.ts';
import type { RdbProblem, RdbProblemReason } from './problem.ts';
import type { RdbChecksum, RdbVerdict, RdbWalk, RdbWalkOptions } from './summary.ts';

/** Looks at RDB data while it goes by, as when it is streamed into a store. */
export interface RdbWalker {
  /** Takes the next bytes, in pieces of any size; they may be changed afterwards. It never throws. */
  update(chunk: Uint8Array): void;
  /** To be called once, after the last byte. Damage is a part of the answer, not an error. */
  finish(): RdbWalk;
}

/** Holds a few kilobytes and a count for each slot and database, however long the data is and whatever it claims. */
export function rdbWalker({ level = 2, slots }: RdbWalkOptions = {}): RdbWalker {
  const frame = rdbFrame();
  const walk = contentWalk(level === 2);
  return {
    update(chunk) {
      frame.update(chunk);
      walk.update(chunk);
    },
    finish() {
      const walked = walk.problem();
      const checksum = hasOtherEnd(walked) ? absent : frame.checksum();
      const problems = [walked, checksumProblem(checksum, frame.bytes(), walked)].filter((each) => each !== null);
      return {
        verdict: verdictOf(problems, checksum),
        level,
        format: walk.format(),
        bytes: frame.bytes(),
        checksum,
        problems,
        content: walk.content(slots),
      };
    },
  };
}

const absent: RdbChecksum = { state: 'absent' };

/** The last bytes are no checksum when the last record ended elsewhere. */
function hasOtherEnd(walked: RdbProblem | null): boolean {
  return walked?.reason === 'trailing-bytes' || walked?.reason === 'truncated';
}

function checksumProblem(checksum: RdbChecksum, bytes: number, walked: RdbProblem | null): RdbProblem | null {
  if (checksum.state === 'mismatch')
    return { reason: 'checksum-mismatch', offset: bytes, detail: 'the CRC64 of the data is another one' };
  if (checksum.state !== 'absent' || walked !== null) return null;
  return { reason: 'truncated', offset: bytes, detail: 'the data does not end with a checksum' };
}

/** Reasons that say that something is not known here, not that it is wrong. */
const notKnown: ReadonlySet<RdbProblemReason> = new Set(['unknown-version', 'unknown-type', 'unsupported']);

function verdictOf(problems: readonly RdbProblem[], { state }: RdbChecksum): RdbVerdict {
  if (problems.length === 0) return state === 'ok' ? 'ok' : 'unverifiable';
  return state === 'ok' && problems.every(({ reason }) => notKnown.has(reason)) ? 'unknown-format' : 'damaged';
}
