import { crc64Code, type FoldBytes, stride, tableBytes } from './crc64-code.ts';

/** A CRC64 that grows with every chunk of bytes. */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** 16 hex digits of what was added so far, the highest first. */
  digest(): string;
}

/**
 * The polynomial of D. T. Jones, 0xad93d23594c935a9, mirrored because bits enter lowest first. RDB files and DUMP
 * payloads begin with 0 and end without an inversion, so that "123456789" gives e9c6d914c4b8d9ca (crc64.c of the
 * servers).
 */
const polynomial = 0x95ac_9329_ac4b_c9b5n;

export function crc64(): Crc64 {
  const { fold, room, start } = (machine ??= makeMachine());
  let value = 0n;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += room.length) {
        const piece = bytes.subarray(at, at + room.length);
        room.set(piece);
        value = fold(start, start + piece.length, value);
      }
    },
    digest: () => BigInt.asUintN(64, value).toString(16).padStart(16, '0'),
  };
}

/** What does the work for everybody, one chunk after the other; between two calls it holds nothing. */
interface Machine {
  readonly fold: FoldBytes;
  /** Where the bytes have to be. */
  readonly room: Uint8Array;
  /** The place of the room in the memory. */
  readonly start: number;
}

/** Made when it is first needed, which most processes never do. */
let machine: Machine | undefined;

/** Small enough for the second cache, together with the tables and what the bytes are copied from. */
const pages = 2;

/** What this uses of WebAssembly, which the types of Node leave out. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
  ) => { readonly exports: { readonly fold: FoldBytes; readonly memory: { readonly buffer: ArrayBuffer } } };
};

function makeMachine(): Machine {
  const { fold, memory } = new WebAssembly.Instance(new WebAssembly.Module(crc64Code(pages))).exports;
  fillTables(new BigUint64Array(memory.buffer, 0, stride * 256));
  const start = stride * tableBytes;
  return { fold, room: new Uint8Array(memory.buffer, start), start };
}

/** Table n tells what a byte does to the value when n more bytes follow it. */
function fillTables(tables: BigUint64Array): void {
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ ((value & 1n) === 0n ? 0n : polynomial);
    tables[byte] = value;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = tables[index - 256] as bigint;
    tables[index] = (before >> 8n) ^ (tables[Number(before & 255n)] as bigint);
  }
}
