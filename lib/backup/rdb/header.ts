import { RdbFormatError } from './problem.ts';
import type { RdbFormat } from './summary.ts';

/** Magic and version together: `REDIS0011`, `VALKEY080`. */
export const headerLength = 9;

/** @throws RdbFormatError `not-an-rdb` */
export function parseHeader(bytes: Uint8Array): RdbFormat {
  const text = String.fromCharCode(...bytes.subarray(0, headerLength));
  const match = /^(?:(REDIS)(\d{4})|(VALKEY)(\d{3}))$/.exec(text);
  if (match === null) throw new RdbFormatError('not-an-rdb', 0, 'it begins neither with REDIS nor with VALKEY');
  return { magic: match[1] === 'REDIS' ? 'REDIS' : 'VALKEY', version: Number(match[2] ?? match[4]) };
}
