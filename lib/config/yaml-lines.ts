import { type Document, isMap, isPair, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

/** One step down a document: a key of a mapping, or a place in a list. */
export type Step = string | number;

/** Finds the line (first is 1) of a value, or of the key that leads to it. What is not there has its parent's line. */
export function lineFinder(
  document: Document,
  counter: LineCounter,
): (path: readonly Step[], of: 'key' | 'value') => number {
  return (path, of) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const found = child(node, step);
      if (found === undefined) break;
      const wanted = index === path.length - 1 && of === 'key' ? (found.key ?? found.value) : found.value;
      offset = startOf(wanted) ?? startOf(found.key) ?? offset;
      node = found.value;
    }
    return counter.linePos(offset).line;
  };
}

function child(node: unknown, step: Step): { readonly key?: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && keyText(item.key) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
