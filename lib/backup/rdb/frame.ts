import { type Crc64, crc64 } from './crc64.ts';
import { headerLength } from './header.ts';
import type { RdbChecksum } from './summary.ts';

/** What frames RDB data: how many bytes there are, and whether the end is one with the right checksum. */
export interface RdbFrame {
  update(bytes: Uint8Array): void;
  bytes(): number;
  /** To be asked after the last byte. */
  checksum(): RdbChecksum;
}

/** The record that says that nothing more comes, and the checksum of everything up to it, lowest byte first. */
const endOfData = 255;
export const checksumLength = 8;
const footerLength = 1 + checksumLength;

/** The checksum covers all but the last eight bytes, and which ones those are is known at the end only. */
export function rdbFrame(): RdbFrame {
  const crc = crc64();
  let tail: Uint8Array = new Uint8Array(0);
  let beforeTail = -1;
  let bytes = 0;

  function add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    crc.update(chunk);
    beforeTail = chunk[chunk.length - 1] as number;
  }

  return {
    update(chunk) {
      bytes += chunk.length;
      const kept = Math.max(0, Math.min(tail.length, checksumLength - chunk.length));
      const passed = Math.max(0, chunk.length - checksumLength);
      add(tail.subarray(0, tail.length - kept));
      add(chunk.subarray(0, passed));
      tail = joined(tail.subarray(tail.length - kept), chunk.subarray(passed));
    },
    bytes: () => bytes,
    checksum() {
      if (bytes < headerLength + footerLength || beforeTail !== endOfData) return { state: 'absent' };
      return compare(tail, crc);
    },
  };
}

function compare(tail: Uint8Array, crc: Crc64): RdbChecksum {
  const stored = [...tail].reverse().map((byte) => byte.toString(16).padStart(2, '0'));
  const [found, computed] = [stored.join(''), crc.digest()];
  if (/^0+$/.test(found)) return { state: 'unverifiable', computed };
  return { state: found === computed ? 'ok' : 'mismatch', stored: found, computed };
}

/** A copy: the chunk may be filled anew by whoever read it. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
