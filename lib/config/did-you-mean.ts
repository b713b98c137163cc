import { nearestNames } from '../core/explain/nearest.ts';

/** `did you mean aof/not-enabled?` for a name that is nearly right, also when its area is missing or another one. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  const meant = near.length > 0 ? near : inAnotherArea(name, known);
  return meant.length === 0 ? '' : `did you mean ${meant.slice(0, 3).join(' or ')}?`;
}

function inAnotherArea(name: string, known: readonly string[]): readonly string[] {
  const last = (text: string): string => text.split('/').at(-1) ?? text;
  const withArea = known.filter((each) => each.includes('/'));
  const [nearest] = nearestNames(last(name), withArea.map(last));
  return withArea.filter((each) => last(each) === nearest);
}
