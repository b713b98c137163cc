/** A slot that a node is handing over or taking in, as its own line of CLUSTER NODES has it. */
export interface OpenSlot {
  readonly slot: number;
  readonly direction: 'migrating' | 'importing';
  /** Id of the node on the other side. */
  readonly peer: string;
}

/** Reads `100->-id` (migrating to it) and `100-<-id` (importing from it); anything else is left out. */
export function parseOpenSlots(texts: readonly string[]): readonly OpenSlot[] {
  return texts.flatMap((text) => {
    const match = /^(\d+)-([<>])-([0-9a-f]{40})$/.exec(text);
    if (match === null) return [];
    const direction = match[2] === '>' ? 'migrating' : 'importing';
    return [{ slot: Number(match[1]), direction, peer: match[3] ?? '' }];
  });
}

/** Whether the two are the ends of one migration. @param node that has the first of them open */
export function isCounterpart(open: OpenSlot, node: string, other: OpenSlot): boolean {
  return other.slot === open.slot && other.direction !== open.direction && other.peer === node;
}
