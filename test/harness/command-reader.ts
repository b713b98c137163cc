/** One request as it came over the wire. */
export interface RequestBytes {
  /** Command and arguments. */
  readonly words: readonly string[];
  readonly bytes: Buffer;
}

/**
 * Takes chunks of a connection and hands over each complete request: `*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n`.
 *
 * @returns a function that says false for bytes that are no request
 */
export function commandReader(onRequest: (request: RequestBytes) => void): (chunk: Buffer) => boolean {
  let waiting = Buffer.alloc(0);
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const request = readRequest(waiting);
      if (request === 'broken') return false;
      if (request === 'incomplete') return true;
      waiting = waiting.subarray(request.bytes.length);
      onRequest(request);
    }
  };
}

type Unread = 'incomplete' | 'broken';

function readRequest(buffer: Buffer): RequestBytes | Unread {
  const head = readNumber(buffer, 0, '*');
  if (typeof head === 'string') return head;
  const words: string[] = [];
  let at = head.next;
  for (let index = 0; index < head.value; index++) {
    const length = readNumber(buffer, at, '$');
    if (typeof length === 'string') return length;
    const end = length.next + length.value;
    if (buffer.length < end + 2) return 'incomplete';
    words.push(buffer.toString('utf8', length.next, end));
    at = end + 2;
  }
  return { words, bytes: buffer.subarray(0, at) };
}

function readNumber(buffer: Buffer, at: number, type: string): { value: number; next: number } | Unread {
  const end = buffer.indexOf('\r\n', at);
  if (end === -1) return buffer.length > at && buffer.toString('latin1', at, at + 1) !== type ? 'broken' : 'incomplete';
  const text = buffer.toString('latin1', at, end);
  if (!text.startsWith(type)) return 'broken';
  return { value: Number(text.slice(1)), next: end + 2 };
}
