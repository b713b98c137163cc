/** Stands in for the package by which the tracer looks at versions of an SDK that is not in use here. */
export function gte(): boolean {
  return true;
}
