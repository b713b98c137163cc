/** A key or an index. */
export type Step = string | number;

export function pathText(path: readonly Step[]): string {
  return path.join('.');
}
