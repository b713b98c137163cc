import type { AppliedChange, AppliedNode } from './core/fix/applied.ts';
import type { NodeFix } from './core/fix/plan.ts';
import { observedReply } from './core/reply.ts';
import type { Dialler, PinnedConnection } from './ports.ts';

/** Hears of each node as soon as it is done. */
export interface FixTools {
  readonly dialler: Dialler;
  done?(this: void, node: AppliedNode): void;
}

const TIMEOUT_MS = 5000;

/**
 * Changes settings, one node after the other, in the order of the plan. After a refusal no further node is touched: what
 * one of them does not take the next will not either, and somebody should look.
 *
 * @returns all nodes; those that were not touched have everything left
 */
export async function applyFixes(
  fixes: readonly NodeFix[],
  { dialler, done }: FixTools,
  signal: AbortSignal,
): Promise<readonly AppliedNode[]> {
  const applied: AppliedNode[] = [];
  let stopped: string | undefined;
  for (const fix of fixes) {
    if (stopped === undefined && signal.aborted) stopped = 'it was interrupted before';
    const node = stopped === undefined ? await applyTo(fix, dialler, signal) : untouched(fix, stopped);
    applied.push(node);
    done?.(node);
    if (node.problem !== null) stopped ??= `${fix.address} refused, so nothing was tried here`;
  }
  return applied;
}

function untouched({ address, changes }: NodeFix, problem: string): AppliedNode {
  return { address, changed: [], left: changes, problem, rewritten: null };
}

async function applyTo(fix: NodeFix, dialler: Dialler, signal: AbortSignal): Promise<AppliedNode> {
  const dialled = await dialler.dial(fix.address, TIMEOUT_MS, signal);
  if (dialled.state !== 'ok') return untouched(fix, `no connection: ${dialled.detail}`);
  try {
    return await changeAll(fix, dialled.value);
  } finally {
    await dialled.value.close();
  }
}

async function changeAll(fix: NodeFix, connection: PinnedConnection): Promise<AppliedNode> {
  const changed: AppliedChange[] = [];
  for (const change of fix.changes) {
    const before = await valueOf(change.directive, connection);
    const problem = await send(['CONFIG', 'SET', change.directive, change.value], connection);
    if (problem === null) {
      changed.push({ ...change, before });
      continue;
    }
    const left = fix.changes.slice(changed.length);
    const rewritten = changed.length === 0 ? null : 'not tried after the refusal';
    return { address: fix.address, changed, left, problem: `CONFIG SET ${change.directive}: ${problem}`, rewritten };
  }
  const rewritten = fix.notRewritten ?? (await send(['CONFIG', 'REWRITE'], connection)) ?? true;
  return { address: fix.address, changed, left: [], problem: null, rewritten };
}

async function valueOf(directive: string, connection: PinnedConnection): Promise<string | null> {
  const [reply] = await connection.ask([['CONFIG', 'GET', directive]], TIMEOUT_MS);
  const value = observedReply(reply);
  return value.state === 'ok' && Array.isArray(value.value) && typeof value.value[1] === 'string'
    ? value.value[1]
    : null;
}

/** @returns what the node says against it; null when it was done */
async function send(words: readonly string[], connection: PinnedConnection): Promise<string | null> {
  const [reply] = await connection.ask([words], TIMEOUT_MS);
  const done = observedReply(reply);
  return done.state === 'ok' ? null : done.detail;
}
