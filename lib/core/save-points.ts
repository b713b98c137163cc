/** `save 300 100`: a snapshot once 300 seconds have passed since the last one, if at least 100 keys changed. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/**
 * Reads the value of `save`: pairs of seconds and changes, `3600 1 300 100 60 10000`. The empty string means that the
 * node never saves by itself.
 *
 * @returns null when the text is anything else
 */
export function parseSavePoints(text: string): readonly SavePoint[] | null {
  const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
  if (words.length % 2 !== 0 || !words.every((word) => /^\d+$/.test(word))) return null;
  const numbers = words.map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, pair) => ({
    seconds: numbers[pair * 2] ?? 0,
    changes: numbers[pair * 2 + 1] ?? 0,
  }));
}
