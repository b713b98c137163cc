/** One question: a command with its arguments. */
export interface Command {
  readonly words: readonly (string | number)[];
  /** Slow-log arguments are bytes: as text they would be damaged before they are redacted. */
  readonly binary?: boolean;
}

/** An answer to one command: its value, or the error in place of it. */
export type Reply = { readonly value: unknown } | { readonly error: unknown };

/** An error that the server sent; its first word says which. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/** Commands in the form in which they are sent. */
export function encode(commands: readonly Command[]): string {
  return commands.map(({ words }) => `*${words.length}\r\n${words.map(bulk).join('')}`).join('');
}

function bulk(word: string | number): string {
  const text = String(word);
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

/** Takes the replies to some commands out of a stream of RESP2, in whatever pieces it arrives. */
export interface ReplyReader {
  /** What has arrived so far, in the order of the commands. */
  readonly replies: readonly Reply[];
  /**
   * Takes the next piece.
   *
   * @returns whether every command has its reply now; what follows after that is left out
   * @throws Error when the bytes are not RESP2
   */
  take(piece: Buffer): boolean;
}

/** An array whose end is still to come. */
interface OpenArray {
  readonly values: unknown[];
  readonly length: number;
}

/** Stands for a token whose end has not arrived. */
const incomplete = Symbol('incomplete');

const CARRIAGE_RETURN = 13;
const [PLUS, MINUS, COLON, DOLLAR, STAR] = Buffer.from('+-:$*');

/** Nothing is read twice: a full slow log comes in dozens of pieces, and its arrays must not be begun anew with each. */
export function replyReader(commands: readonly Command[]): ReplyReader {
  const replies: Reply[] = [];
  const open: OpenArray[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;

  /** The next whole token: a value, or the beginning of an array that has elements. */
  const next = (): unknown => {
    const lineEnd = bytes.indexOf(CARRIAGE_RETURN, at);
    if (lineEnd === -1 || lineEnd + 1 === bytes.length) return incomplete;
    const [type, start] = [bytes[at], at + 1];
    if (type === DOLLAR) return readBulk(integer(bytes, start, lineEnd), lineEnd + 2);
    at = lineEnd + 2;
    if (type === COLON) return integer(bytes, start, lineEnd);
    if (type === STAR) {
      const length = integer(bytes, start, lineEnd);
      if (length > 0) open.push({ values: [], length });
      return length > 0 ? next() : length < 0 ? null : [];
    }
    const text = bytes.toString('utf8', start, lineEnd);
    if (type === PLUS) return text;
    if (type === MINUS) return new ReplyError(text);
    throw new Error('Protocol error: no type of RESP2');
  };
  const readBulk = (length: number, start: number): unknown => {
    const end = start + Math.max(length, -2);
    if (end + 2 > bytes.length) return incomplete;
    at = end + 2;
    if (length < 0) return null;
    const binary = commands[replies.length]?.binary === true;
    return binary ? bytes.subarray(start, end) : bytes.toString('utf8', start, end);
  };
  /** Puts a whole value where it belongs; the last element makes its array whole, and perhaps the one around it. */
  const place = (value: unknown): void => {
    const array = open.at(-1);
    if (array === undefined) {
      replies.push(value instanceof ReplyError ? { error: value } : { value });
      return;
    }
    array.values.push(value);
    if (array.values.length < array.length) return;
    open.pop();
    place(array.values);
  };

  return {
    replies,
    take(piece) {
      bytes = at === bytes.length ? piece : Buffer.concat([bytes.subarray(at), piece]);
      at = 0;
      while (replies.length < commands.length) {
        const value = next();
        if (value === incomplete) return false;
        place(value);
      }
      return true;
    },
  };
}

function integer(bytes: Buffer, from: number, to: number): number {
  const text = bytes.latin1Slice(from, to);
  const number = Number(text);
  if (text === '' || !Number.isInteger(number)) throw new Error('Protocol error: no integer');
  return number;
}
