import { auxiliaryLimit, type RdbOrigin, withField } from './origin.ts';
import type { PartKind, RecordShape } from './records.ts';
import { type StringReader, stringReader } from './string-reader.ts';
import type { Tally } from './tally.ts';

/** What a walk takes notice of. Everything else it passes over. */
export interface Notes {
  beginRecord(shape: RecordShape): void;
  endRecord(shape: RecordShape): void;
  /** Who looks at the bytes of such a string; null for nobody. */
  readerOf(kind: PartKind): StringReader | null;
  endString(kind: PartKind): void;
  /** What the server said about itself so far. */
  origin(): RdbOrigin;
}

/** Passes keys to the tally as they come by, and keeps short auxiliary fields. */
export function notes(tally: Tally): Notes {
  const keys = stringReader(tally.takeKey);
  const text = shortText();
  const texts = stringReader(text.take);
  let expires = false;
  let name = '';
  let origin: RdbOrigin = {};
  return {
    beginRecord({ means }) {
      if (means === 'key') tally.beginKey();
    },
    endRecord({ means }) {
      if (means === 'key') tally.endKey(expires);
      if (means === 'key' || means === 'expiry') expires = means === 'expiry';
      if (means === 'function') tally.addFunction();
    },
    readerOf(kind) {
      if (kind === 'key') return keys;
      return kind === 'name' || kind === 'value' ? texts : null;
    },
    endString(kind) {
      if (kind === 'key') return;
      const value = text.takeOut();
      if (kind === 'name') name = value;
      else origin = withField(origin, name, value);
    },
    origin: () => origin,
  };
}

/** Text of a limited length; what is longer counts as empty. */
function shortText() {
  const held = new Uint8Array(auxiliaryLimit);
  let length = 0;
  return {
    take: (bytes: Uint8Array, from: number, to: number): void => {
      if (length + to - from <= held.length) held.set(bytes.subarray(from, to), length);
      length += to - from;
    },
    takeOut(): string {
      const text = length > held.length ? '' : String.fromCharCode(...held.subarray(0, length));
      length = 0;
      return text;
    },
  };
}
