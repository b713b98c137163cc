/** Folds the bytes from `at` to, not including, `end` of the memory into the value. */
export type FoldBytes = (at: number, end: number, value: bigint) => bigint;

/** Bytes taken in one step; each of them has a table of its own. */
export const stride = 16;

/** Every table has 256 values of eight bytes. Table n begins at n times this place of the memory. */
export const tableBytes = 256 * 8;

/**
 * The inner loop of a CRC64 as WebAssembly, put together here: JavaScript has no fast integers of 64 bits, and this takes
 * half of the time that tables of two halves would. The memory holds the tables first, and behind them whatever bytes
 * are to be folded in.
 *
 * @param pages of the memory, 64 KiB each
 */
export function crc64Code(pages: number): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...vector([[i32], [i32], [i64]]), ...vector([[i64]])];
  const locals = vector([[2, i64]]);
  const body = [...locals, ...whileMore(stride, steps()), ...whileMore(1, oneByte()), ...get(value), end];
  const exported = [
    [...name('memory'), 2, 0],
    [...name('fold'), 0, 0],
  ];
  return Uint8Array.from([
    ...Buffer.from('\0asm\u0001\0\0\0'),
    ...section(1, [type]),
    ...section(3, [[0]]),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, exported),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
}

type Code = readonly number[];

/** Instructions, by their names in the WebAssembly specification. */
const i32 = 0x7f;
const i64 = 0x7e;
const block = [0x02, 0x40];
const loop = [0x03, 0x40];
const end = 0x0b;
const branch = (depth: number): Code => [0x0c, depth];
const branchIf = (depth: number): Code => [0x0d, depth];
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const load64 = (offset: number): Code => [0x29, 0, ...unsigned(offset)];
const load8 = [0x31, 0, 0];
const i32Constant = (constant: number): Code => [0x41, ...signed(constant)];
const i64Constant = (constant: number): Code => [0x42, ...signed(constant)];
const i32Greater = 0x4b;
const i32Add = 0x6a;
const i32And = 0x71;
const i64Xor = 0x85;
const i64ShiftLeft = 0x86;
const i64ShiftRight = 0x88;
const i32Wrap = 0xa7;

/** Locals: the three arguments, and the two halves of a step. */
const at = 0;
const limit = 1;
const value = 2;
const halves = [3, 4] as const;

/** As long as so many bytes are there: does it, and moves on by as many. */
function whileMore(count: number, code: Code): Code {
  const next = [...get(at), ...i32Constant(count), i32Add];
  return [
    ...block,
    ...loop,
    ...lines([...next, ...get(limit), i32Greater, ...branchIf(1)], code, [...next, ...set(at), ...branch(0)]),
    end,
    end,
  ];
}

/**
 * The value goes into the first eight bytes; then every byte is looked up in the table for its distance to the end. The
 * last byte comes first: the second half can be looked up while the step before is not over.
 */
function steps(): Code {
  const [first, second] = halves;
  const lookups = Array.from({ length: stride }, (_, table) => {
    const index = stride - 1 - table;
    return lookUp(index < 8 ? first : second, index % 8, table);
  });
  return lines(
    [...get(at), ...load64(0), ...get(value), i64Xor, ...set(first)],
    [...get(at), ...load64(8), ...set(second)],
    lookups.flatMap((code, index) => (index === 0 ? code : [...code, i64Xor])),
    set(value),
  );
}

/** The entry of a table for one byte of a word: entries are eight bytes long, hence the three bits. */
function lookUp(word: number, byte: number, table: number): Code {
  const shift = byte === 0 ? [...i64Constant(3), i64ShiftLeft] : [...i64Constant(8 * byte - 3), i64ShiftRight];
  return [...get(word), ...shift, i32Wrap, ...i32Constant(255 * 8), i32And, ...load64(table * tableBytes)];
}

function oneByte(): Code {
  const [word] = halves;
  return lines(
    [...get(at), ...load8, ...get(value), i64Xor, ...set(word)],
    [...lookUp(word, 0, 0), ...get(value), ...i64Constant(8), i64ShiftRight, i64Xor, ...set(value)],
  );
}

function lines(...each: readonly Code[]): Code {
  return each.flat();
}

function section(id: number, items: readonly Code[]): Code {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): Code {
  return vector([...Buffer.from(text)].map((letter) => [letter]));
}

/** LEB128: seven bits in each byte, the lowest first, and the highest bit where more follow. */
function unsigned(number: number): Code {
  return number < 128 ? [number] : [(number & 127) | 128, ...unsigned(number >>> 7)];
}

/** The same for numbers that may be negative: the last byte must not look as if this one was. */
function signed(number: number): Code {
  return number < 64 ? [number] : [(number & 127) | 128, ...signed(number >>> 7)];
}
