import { directives } from './fact-names.ts';

/** Paths and ports belong to one node. */
const ofOneNode: ReadonlySet<string> = new Set(['dir', 'port', 'tls-port']);

/** What should be the same on every node, but for what the role decides. */
export function sharedDirectives(roleSpecific: readonly string[]): readonly string[] {
  return directives.filter((name) => !ofOneNode.has(name) && !roleSpecific.includes(name));
}

/** A directive that has another value in one reading than in another. */
export interface DirectiveChange {
  readonly directive: string;
  readonly before: string;
  readonly now: string;
}

/** Directives in both readings, with different values. */
export function changedDirectives(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly DirectiveChange[] {
  return Object.entries(now).flatMap(([directive, value]) => {
    const earlier = before[directive];
    return earlier === undefined || earlier === value ? [] : [{ directive, before: earlier, now: value }];
  });
}

/** `appendonly`, `save and hz`, `save, hz and 3 more` */
export function nameDirectives(names: readonly string[]): string {
  if (names.length <= 4)
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
