/** Everything that can be folded in a place, by its words; of those with the same words each by its number. */
function foldsIn(place: Element): ReadonlyMap<string, HTMLDetailsElement> {
  const folds = new Map<string, HTMLDetailsElement>();
  for (const details of place.querySelectorAll<HTMLDetailsElement>('details.folded')) {
    const words = details.querySelector('summary')?.textContent ?? '';
    let number = 1;
    while (folds.has(`${words} ${number}`)) number++;
    folds.set(`${words} ${number}`, details);
  }
  return folds;
}

/** What is unfolded there. */
export function unfoldedIn(place: Element): ReadonlySet<string> {
  return new Set([...foldsIn(place)].filter(([, details]) => details.open).map(([name]) => name));
}

/** Unfolds the same in what was drawn anew. What was focused is found by the name that its summary gets. */
export function unfold(place: Element, names: ReadonlySet<string>): void {
  for (const [name, details] of foldsIn(place)) {
    details.querySelector('summary')?.setAttribute('data-keep', `fold-${name}`);
    details.open = names.has(name);
  }
}
