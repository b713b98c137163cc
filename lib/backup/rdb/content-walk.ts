import type { SlotRange } from '../../core/slots.ts';
import { checksumLength } from './frame.ts';
import { headerLength, parseHeader } from './header.ts';
import { notes } from './notes.ts';
import { RdbFormatError, type RdbProblem } from './problem.ts';
import { recordShapes } from './records.ts';
import { type StructureWalk, structureWalk } from './structure.ts';
import type { RdbContent, RdbFormat } from './summary.ts';
import { tally } from './tally.ts';
import type { Window } from './window.ts';

/** Follows the content chunk by chunk, until its end or until something stops it. */
export interface ContentWalk {
  update(chunk: Uint8Array): void;
  format(): RdbFormat | null;
  /** To be asked after the last byte. */
  problem(): RdbProblem | null;
  content(slots: readonly SlotRange[] | undefined): RdbContent | null;
}

/** Longer than anything that must be there as a whole. */
const carryRoom = 64;

/** @param withRecords false: only the beginning is read */
export function contentWalk(withRecords: boolean): ContentWalk {
  const carry = new Uint8Array(carryRoom);
  const counted = tally();
  const noted = notes(counted);
  let carried = 0;
  let received = 0;
  let format: RdbFormat | null = null;
  let walk: StructureWalk | null = null;
  let problem: RdbProblem | null = null;
  /** Bytes up to the end of the last record. */
  let endsAt: number | null = null;
  const isDone = (): boolean => problem !== null || endsAt !== null || (format !== null && !withRecords);

  function begin(window: Window): void {
    if (window.end - window.at < headerLength) return;
    format = parseHeader(window.bytes.subarray(window.at, window.end));
    window.at += headerLength;
    const shapes = recordShapes(format);
    const version = `${format.magic} ${format.version}`;
    if (shapes === null) throw new RdbFormatError('unknown-version', format.magic.length, `version ${version}`);
    if (withRecords) walk = structureWalk(shapes, counted, noted);
  }

  function read(window: Window): void {
    try {
      if (format === null) begin(window);
      walk?.read(window);
      if (walk?.isOver() === true) endsAt = window.offset + window.at;
    } catch (error) {
      if (!(error instanceof RdbFormatError)) throw error;
      problem = error.problem;
    }
  }

  /** Goes on with what the chunk before left over. @returns bytes of this chunk that were used for it */
  function readCarried(chunk: Uint8Array): number {
    const added = Math.min(chunk.length, carry.length - carried);
    carry.set(chunk.subarray(0, added), carried);
    const window = { bytes: carry, at: 0, end: carried + added, offset: received - carried };
    read(window);
    const used = window.at - carried;
    carried = used < 0 ? window.end : 0;
    return used < 0 ? added : used;
  }

  return {
    update(chunk) {
      const from = carried > 0 && !isDone() ? readCarried(chunk) : 0;
      if (carried === 0 && !isDone()) {
        const window = { bytes: chunk, at: from, end: chunk.length, offset: received };
        read(window);
        carried = isDone() ? 0 : window.end - window.at;
        carry.set(chunk.subarray(window.end - carried, window.end));
      }
      received += chunk.length;
    },
    format: () => format,
    problem: () => problem ?? (withRecords || format === null ? endProblem(endsAt, received) : null),
    content(slots) {
      if (walk === null) return null;
      return { complete: endsAt !== null, origin: noted.origin(), ...counted.counts(slots) };
    },
  };
}

function endProblem(endsAt: number | null, received: number): RdbProblem | null {
  const cut = { reason: 'truncated', offset: received } as const;
  if (endsAt === null) return { ...cut, detail: 'the data ends in the middle' };
  const whole = endsAt + checksumLength;
  if (received < whole) return { ...cut, detail: 'the data ends within the checksum' };
  const detail = `${received - whole} bytes follow the checksum`;
  return received > whole ? { reason: 'trailing-bytes', offset: whole, detail } : null;
}
