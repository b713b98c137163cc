/** Kept back to store what was seen: two objects, with a retry or two where the store is slow. */
const RESERVED_TO_STORE_MS = 8000;

/** Kept back to finish the run that is being judged. */
const RESERVED_TO_JUDGE_MS = 15_000;

/** Kept back to take away what was begun, to see how the nodes are, and to write the manifest. */
const RESERVED_TO_END_COPY_MS = 30_000;

/** How long nodes may be visited, when so much time is left for everything. */
export function visitBudgetMs(deadlineSeconds: number, remainingMs: number): number {
  return Math.max(0, Math.min(deadlineSeconds * 1000, remainingMs - RESERVED_TO_STORE_MS));
}

/** How long saves may be waited for, when so much time is left for everything. */
export function saveBudgetMs(remainingMs: number): number {
  return Math.max(0, remainingMs - RESERVED_TO_STORE_MS);
}

/** How long RDBs may be copied, when so much time is left for everything. */
export function copyBudgetMs(remainingMs: number): number {
  return Math.max(0, remainingMs - RESERVED_TO_END_COPY_MS);
}

/** How long further runs may be begun, when so much time is left for everything. */
export function judgeBudgetMs(remainingMs: number): number {
  return Math.max(0, remainingMs - RESERVED_TO_JUDGE_MS);
}
