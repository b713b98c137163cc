/** Where in the bytes the reader is. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** Stands for a reply whose end has not arrived yet. */
const incomplete = Symbol('incomplete');

const CARRIAGE_RETURN = 13;
const [plus, minus, colon, dollar, star] = [...Buffer.from('+-:$*')];

/**
 * A plain reader of RESP2: texts, integers, arrays, null; an error reply becomes an Error.
 *
 * @returns the first `count` replies; null when they have not all arrived
 */
export function readReplies(bytes: Buffer, count: number): readonly unknown[] | null {
  const cursor = { bytes, at: 0 };
  const replies = readMany(cursor, count);
  return replies === incomplete ? null : replies;
}

function readMany(cursor: Cursor, count: number): unknown[] | typeof incomplete {
  const values: unknown[] = [];
  for (let index = 0; index < count; index++) {
    const value = readOne(cursor);
    if (value === incomplete) return incomplete;
    values.push(value);
  }
  return values;
}

function readOne(cursor: Cursor): unknown {
  const { bytes, at } = cursor;
  const end = bytes.indexOf(CARRIAGE_RETURN, at);
  if (end === -1 || end + 2 > bytes.length) return incomplete;
  cursor.at = end + 2;
  const type = bytes[at];
  if (type === dollar) return readBulk(cursor, integerIn(bytes, at + 1, end));
  if (type === colon) return integerIn(bytes, at + 1, end);
  if (type === star) return readArray(cursor, integerIn(bytes, at + 1, end));
  if (type === plus) return bytes.toString('latin1', at + 1, end);
  if (type === minus) return new Error(bytes.toString('latin1', at + 1, end));
  throw new Error(`byte ${type} begins no reply`);
}

function readBulk(cursor: Cursor, length: number): unknown {
  if (length < 0) return null;
  const start = cursor.at;
  if (start + length + 2 > cursor.bytes.length) return incomplete;
  cursor.at = start + length + 2;
  return cursor.bytes.toString('utf8', start, start + length);
}

function readArray(cursor: Cursor, length: number): unknown {
  return length < 0 ? null : readMany(cursor, length);
}

function integerIn(bytes: Buffer, from: number, to: number): number {
  return Number(bytes.toString('latin1', from, to));
}
