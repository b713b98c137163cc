import { lzfDecoder, type TakeBytes } from './lzf.ts';
import { RdbFormatError } from './problem.ts';
import type { StringForm, StringHead } from './window.ts';

/** Decodes the bytes of one string after another, whatever form each has, and hands them on as they come. */
export interface StringReader {
  begin(head: StringHead): void;
  /** @param offset of `from` in the whole data @throws RdbFormatError when a compressed string cannot be right */
  add(bytes: Uint8Array, from: number, to: number, offset: number): void;
  /** To be called after the last byte. @throws RdbFormatError when a string is not as long as it says */
  end(offset: number): void;
}

/** @param take is given the decoded bytes; an integer as its decimal digits */
export function stringReader(take: TakeBytes): StringReader {
  const decoder = lzfDecoder(take);
  let form: StringForm = 'plain';
  let length = 0;
  let integer: number[] = [];

  function unpack(bytes: Uint8Array, from: number, to: number, offset: number): void {
    const wrong = decoder.add(bytes, from, to);
    if (wrong < to) throw notCompressed(offset + wrong - from);
  }

  return {
    begin(head) {
      form = head.form;
      length = head.length;
      if (form === 'integer') integer = [];
      if (form === 'compressed') decoder.begin();
    },
    add(bytes, from, to, offset) {
      if (form === 'plain') take(bytes, from, to);
      else if (form === 'integer') integer.push(...bytes.subarray(from, to));
      else unpack(bytes, from, to, offset);
    },
    end(offset) {
      if (form === 'integer') takeDigits(take, signed(integer));
      else if (form === 'compressed' && (decoder.length() !== length || !decoder.isAtRest()))
        throw notCompressed(offset);
    },
  };
}

function takeDigits(take: TakeBytes, value: number): void {
  const digits = Uint8Array.from(String(value), (digit) => digit.charCodeAt(0));
  take(digits, 0, digits.length);
}

/** Integers stand lowest byte first. */
function signed(bytes: readonly number[]): number {
  const unused = 32 - 8 * bytes.length;
  const value = bytes.reduceRight((upper, byte) => (upper << 8) | byte, 0);
  return (value << unused) >> unused;
}

function notCompressed(offset: number): RdbFormatError {
  return new RdbFormatError('malformed', offset, 'a compressed string that cannot be unpacked');
}
