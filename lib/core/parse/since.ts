import type { NodeCursor } from '../facts.ts';

/**
 * Where "new" begins for a node: at the last visit, at the start of a process younger than that, or nowhere, when
 * there was none or the process cannot be told.
 */
export function sinceWhen(
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): 'cursor' | 'start' | 'first-visit' {
  if (cursor === undefined || runId === undefined) return 'first-visit';
  return cursor.runId === runId ? 'cursor' : 'start';
}
