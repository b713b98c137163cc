import type { Notes } from './notes.ts';
import { RdbFormatError } from './problem.ts';
import {
  moduleParts,
  neverReleased,
  type Part,
  type PartKind,
  type RecordShape,
  type RecordShapes,
} from './records.ts';
import type { StringReader } from './string-reader.ts';
import type { Tally } from './tally.ts';
import { more, readDecimalHead, readNumber, readStringHead, type StringHead, type Window } from './window.ts';

/** Walks through the records that follow the version, in whatever pieces they come. */
export interface StructureWalk {
  /**
   * Reads on until the window is used up, a part is cut off by its end, or the last record is over.
   *
   * @throws RdbFormatError when it cannot go on
   */
  read(window: Window): void;
  isOver(): boolean;
}

/** A list of parts that is being read, and how many times it still has to be. */
interface Frame {
  parts: readonly Part[];
  next: number;
  rounds: number;
}

/** Bytes that are being passed over, what they are, and who looks at them. */
interface Body {
  left: number;
  kind: PartKind;
  reader: StringReader | null;
}

/**
 * Records are described by their parts (records.ts), so this reads parts: numbers at once, strings by passing over
 * their bytes. What it holds is how deep it is (five lists at most) and how many bytes and rounds are left: no length
 * or count in the data makes it allocate anything, and every round takes at least one byte.
 */
export function structureWalk(shapes: RecordShapes, tally: Tally, notes: Notes): StructureWalk {
  const frames = Array.from({ length: deepest }, (): Frame => ({ parts: [], next: 0, rounds: 0 }));
  let depth = 0;
  const head: StringHead = { form: 'plain', stored: 0, length: 0 };
  let record: RecordShape | null = null;
  const body: Body = { left: 0, kind: 'bytes', reader: null };
  let over = false;

  function read(window: Window): void {
    while (!over) {
      if (body.left > 0 && !passOver(window)) return;
      const frame = innermost();
      if (frame === undefined) {
        if (record !== null) endRecord(record);
        if (over || !beginRecord(window)) return;
      } else if (!readPart(frame, window)) return;
    }
  }

  function beginRecord(window: Window): boolean {
    if (window.at >= window.end) return false;
    const type = window.bytes[window.at] as number;
    const shape = shapes.get(type);
    if (shape === undefined) throw unknownType(type, window.offset + window.at);
    window.at++;
    record = shape;
    notes.beginRecord(shape);
    push(shape.parts, 1);
    // Nothing follows the type of the last record, and nothing may be waited for.
    if (shape.means === 'end') endRecord(shape);
    return true;
  }

  function endRecord(shape: RecordShape): void {
    notes.endRecord(shape);
    record = null;
    over = shape.means === 'end';
  }

  function push(parts: readonly Part[], rounds: number): void {
    if (rounds === 0 || parts.length === 0) return;
    const frame = frames[depth++] as Frame;
    frame.parts = parts;
    frame.next = 0;
    frame.rounds = rounds;
  }

  /** The list to go on with; those that are over are left. */
  function innermost(): Frame | undefined {
    while (depth > 0) {
      const frame = frames[depth - 1] as Frame;
      if (frame.next < frame.parts.length) return frame;
      frame.next = 0;
      frame.rounds--;
      if (frame.rounds === 0) depth--;
    }
    return undefined;
  }

  /** @returns false when the window ends too early; nothing is read then */
  function readPart(frame: Frame, window: Window): boolean {
    const { kind, count, parts } = frame.parts[frame.next] as Part;
    if (kind === 'times') return takeCount(frame, parts, window);
    if (kind === 'module') return takeModuleType(frame, window);
    if (!takePart(kind, count, window)) return false;
    frame.next++;
    return true;
  }

  function takePart(kind: PartKind, count: number, window: Window): boolean {
    if (kind === 'number') return readNumber(window) !== more;
    if (kind === 'bytes') return passTo(count, kind, null);
    if (kind === 'database') return takeDatabase(window);
    if (kind === 'decimal') return takeDecimal(window);
    return takeString(kind, window);
  }

  function takeDatabase(window: Window): boolean {
    const start = window.offset + window.at;
    const database = readNumber(window);
    if (database === more) return false;
    if (!tally.selectDatabase(database))
      throw new RdbFormatError('malformed', start, 'more databases than any server has');
    return true;
  }

  function takeDecimal(window: Window): boolean {
    const digits = readDecimalHead(window);
    return digits !== more && passTo(digits, 'bytes', null);
  }

  function takeCount(frame: Frame, parts: readonly Part[], window: Window): boolean {
    const rounds = readNumber(window);
    if (rounds === more) return false;
    frame.next++;
    push(parts, rounds);
    return true;
  }

  /** The list stays where it is until the module says that it is over. */
  function takeModuleType(frame: Frame, window: Window): boolean {
    const start = window.offset + window.at;
    const type = readNumber(window);
    if (type === more) return false;
    if (type === moduleEnd) frame.next++;
    if (type === moduleEnd) return true;
    const part = moduleParts.get(type);
    if (part === undefined) throw new RdbFormatError('unknown-type', start, `type ${type} in a module's value`);
    push([part], 1);
    return true;
  }

  function takeString(kind: PartKind, window: Window): boolean {
    if (!readStringHead(window, head)) return false;
    const reader = notes.readerOf(kind);
    reader?.begin(head);
    passTo(head.stored, kind, reader);
    if (head.stored === 0) endBody(window);
    return true;
  }

  function passTo(count: number, kind: PartKind, reader: StringReader | null): true {
    body.left = count;
    body.kind = kind;
    body.reader = reader;
    return true;
  }

  /** @returns whether all of it was there */
  function passOver(window: Window): boolean {
    const from = window.at;
    const to = Math.min(window.end, from + body.left);
    body.left -= to - from;
    window.at = to;
    body.reader?.add(window.bytes, from, to, window.offset + from);
    if (body.left > 0) return false;
    endBody(window);
    return true;
  }

  function endBody(window: Window): void {
    if (body.reader === null) return;
    body.reader.end(window.offset + window.at);
    notes.endString(body.kind);
    body.reader = null;
  }

  return { read, isOver: () => over };
}

const moduleEnd = 0;

/** A value, its groups, their consumers, what is pending for each: four. Modules add one to a value. */
const deepest = 8;

function unknownType(type: number, offset: number): RdbFormatError {
  const known = neverReleased.get(type);
  if (known !== undefined) return new RdbFormatError('unsupported', offset, known);
  return new RdbFormatError('unknown-type', offset, `type ${type}`);
}
