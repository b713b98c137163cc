import { RdbFormatError } from './problem.ts';

/** A stretch of bytes that is being read. Readers move `at` on only when everything they need is there. */
export interface Window {
  bytes: Uint8Array;
  at: number;
  end: number;
  /** Where `bytes` begins in the whole data. */
  offset: number;
}

/** What a reader returns when the window ends too early: no number of the format is negative. */
export const more = -1;

/**
 * Reads a length-encoded number: 6 bits, 14 bits, 32 or 64 bits with the highest byte first. Above 2^53 it is not
 * exact, which does no harm: no data is that long.
 *
 * @returns {@link more} when the window ends too early
 * @throws RdbFormatError for a form that stands for something else
 */
export function readNumber(window: Window): number {
  if (window.at >= window.end) return more;
  const first = window.bytes[window.at] as number;
  if (first < 0x40) {
    window.at++;
    return first;
  }
  if (first < 0x80) return readBytes(window, 1, (first & 0x3f) * 256);
  if (first === 0x80) return readBytes(window, 4, 0);
  if (first === 0x81) return readBytes(window, 8, 0);
  throw new RdbFormatError('malformed', window.offset + window.at, `no number begins with byte ${first}`);
}

/** Forms of a string that is not simply its length and its bytes. */
export type StringForm = 'plain' | 'integer' | 'compressed';

/** How a string goes on after what tells its length. */
export interface StringHead {
  form: StringForm;
  /** Bytes that follow. */
  stored: number;
  /** Bytes of the string itself; for an integer 0. */
  length: number;
}

/**
 * Reads what stands before the bytes of a string.
 *
 * @param head is filled in
 * @returns false when the window ends too early
 * @throws RdbFormatError for a form that is not known
 */
export function readStringHead(window: Window, head: StringHead): boolean {
  if (window.at >= window.end) return false;
  const first = window.bytes[window.at] as number;
  if (first < 0xc0) return plain(head, readNumber(window));
  if (first <= 0xc2) {
    window.at++;
    return fill(head, 'integer', 1 << (first - 0xc0), 0);
  }
  if (first === 0xc3) return readCompressedHead(window, head);
  throw new RdbFormatError('malformed', window.offset + window.at, `no string begins with byte ${first}`);
}

function plain(head: StringHead, length: number): boolean {
  return length !== more && fill(head, 'plain', length, length);
}

function fill(head: StringHead, form: StringForm, stored: number, length: number): true {
  head.form = form;
  head.stored = stored;
  head.length = length;
  return true;
}

function readCompressedHead(window: Window, head: StringHead): boolean {
  const start = window.at++;
  const stored = readNumber(window);
  const length = stored === more ? more : readNumber(window);
  if (length !== more) return fill(head, 'compressed', stored, length);
  window.at = start;
  return false;
}

/** Reads the one byte before the digits of a decimal. @returns how many digits follow, or {@link more} */
export function readDecimalHead(window: Window): number {
  if (window.at >= window.end) return more;
  const length = window.bytes[window.at++] as number;
  return length < 253 ? length : 0;
}

function readBytes(window: Window, count: number, upper: number): number {
  const { bytes, at, end } = window;
  if (at + count >= end) return more;
  let value = 0;
  for (let index = 1; index <= count; index++) value = value * 256 + (bytes[at + index] as number);
  window.at = at + 1 + count;
  return upper + value;
}
