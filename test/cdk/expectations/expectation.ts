import type { Declared } from '../declared.ts';

/** A sentence about one resource of a stack. */
export interface Expectation {
  readonly says: string;
  /** @default the smallest environment */
  readonly declared?: Declared;
  readonly type: string;
  /** In the logical id, where there are several of the type. */
  readonly id?: string;
  /** What the resource has, whatever else it has. */
  readonly has: Readonly<Record<string, unknown>>;
}
