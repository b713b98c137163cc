import type { Step } from './path.ts';

/** What can be told of a schema without data: which keys may stand where. */

/** Keys that the mapping at a path may have. */
export function keysAt(schema: unknown, path: readonly Step[]): readonly string[] {
  let here = schema;
  for (const step of path) here = typeof step === 'number' ? itemOf(here) : entriesOf(here)?.[step];
  return Object.keys(entriesOf(here) ?? {});
}

/** Whether only a mapping can stand here. */
export function isMapping(schema: unknown): boolean {
  return entriesOf(schema) !== undefined || innerOf(schema)?.type === 'record';
}

/** The schema of each key of a mapping. */
export function entriesOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const { entries, options } = innerOf(schema) ?? {};
  return entries ?? (Array.isArray(options) ? options.map(entriesOf).find((each) => each !== undefined) : undefined);
}

/** The schema of whatever stands in a list. */
export function itemOf(schema: unknown): unknown {
  return innerOf(schema)?.item;
}

interface Shape {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly options?: unknown;
  readonly wrapped?: unknown;
  readonly pipe?: readonly unknown[];
}

/** Without what makes it optional or checks it further. */
function innerOf(schema: unknown): Shape | undefined {
  const shape = schema as Shape | undefined;
  if (shape?.wrapped !== undefined) return innerOf(shape.wrapped);
  return shape?.pipe === undefined ? shape : innerOf(shape.pipe[0]);
}
