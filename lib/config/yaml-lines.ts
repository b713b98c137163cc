import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { Step } from './path.ts';

/** Where something stands in a file. */
export interface Place {
  /** First is 1. */
  readonly line: number;
  /** In characters; the same for all that an alias repeats. */
  readonly offset: number;
}

/** Finds the place of a value, or of the key that leads to it. What is not there has its parent's place. */
export function placeFinder(
  document: Document,
  counter: LineCounter,
): (path: readonly Step[], of: 'key' | 'value') => Place {
  return (path, of) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const found = child(node, step, document);
      if (found === undefined) break;
      const wanted = index === path.length - 1 && of === 'key' ? (found.key ?? found.value) : found.value;
      offset = startOf(wanted) ?? startOf(found.key) ?? offset;
      node = found.value;
    }
    return { line: counter.linePos(offset).line, offset };
  };
}

interface Found {
  readonly key?: unknown;
  readonly value: unknown;
}

function child(parent: unknown, step: Step, document: Document): Found | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { value };
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items.filter(isPair);
  const own = pairs.find((pair) => keyText(pair.key) === String(step));
  return own === undefined ? merged(pairs, step, document) : { key: own.key, value: own.value };
}

/** A key that came by `<<`, from one mapping or from a list of them. */
function merged(pairs: readonly Pair[], step: Step, document: Document): Found | undefined {
  for (const { key, value } of pairs) {
    if (keyText(key) !== '<<') continue;
    for (const source of isSeq(value) ? value.items : [value]) {
      const found = child(source, step, document);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The parser reads `<<` as a symbol. */
function keyText(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
