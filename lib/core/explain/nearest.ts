/** Most edits by which a name may differ and still be meant; short names allow only one. */
function reach(text: string): number {
  return text.length <= 4 ? 1 : 2;
}

/** Names that differ from `text` by few edits, nearest first; at most three. */
export function nearestNames(text: string, names: Iterable<string>): readonly string[] {
  return [...names]
    .map((name) => ({ name, edits: editDistance(text, name) }))
    .filter(({ edits }) => edits <= reach(text))
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters to insert, drop, replace, or swap with a neighbour, to make one text the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = (up: number, left: number): number => rows[i - up]?.[j - left] ?? Number.POSITIVE_INFINITY;
      const replaced = cost(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cost(2, 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(cost(1, 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
