import * as v from 'valibot';
import type { ConfigProblem } from './config-error.ts';
import { pathText, type Step } from './path.ts';
import { entriesOf, isMapping, itemOf } from './schema-shape.ts';
import { type Issue, isMissing, isUnknownKey, mappingWanted, pathOf, problemOf } from './wording.ts';

type Schema = v.BaseSchema<unknown, unknown, Issue>;

/** What is wrong with some data: where, and whether the key or its value is at fault. */
export interface Problem extends Omit<ConfigProblem, 'line' | 'path'> {
  readonly path: readonly Step[];
  readonly at: 'key' | 'value';
}

/** What to do with a password instead of writing it down, for whoever audits from a terminal. */
const onCommandLine = 'set REDISCLI_AUTH, or put it into the URL on the command line';

/**
 * Validates and tells every problem at once. Valibot stops at the first unknown key of an object, so unknown keys are
 * taken out and the rest is tried again until none is left.
 */
export function validate<S extends Schema>(
  schema: S,
  data: unknown,
  passwordHint = onCommandLine,
): { readonly output: v.InferOutput<S> } | { readonly problems: readonly Problem[] } {
  if (Array.isArray(data)) return { problems: [notMapping([])] };
  const rest: unknown = structuredClone(data);
  const misplaced = listsForMappings(schema, rest);
  const problems = [...misplaced];
  const told = (issues: readonly Issue[]): readonly Problem[] =>
    issues
      .filter(isOfWhole(problems))
      .map((issue) => problemOf(schema, issue, passwordHint))
      .filter(isNews(problems, misplaced));
  for (;;) {
    const { success, output, issues: found } = v.safeParse(schema, rest);
    if (success && problems.length === 0) return { output };
    const issues = (found ?? []).flatMap(branchMeant);
    const unknown = issues.filter(isUnknownKey);
    if (unknown.length === 0) return { problems: [...problems, ...told(issues)] };
    problems.push(...told(unknown));
    for (const issue of unknown) remove(rest, pathOf(issue));
  }
}

/** Of what is no mapping it need not be said what is missing in it, nor of a key with a slip that the right one is missing. */
function isNews(told: readonly Problem[], misplaced: readonly Problem[]): (problem: Problem) => boolean {
  const meant = new Set(
    told.flatMap(({ path, hint }) => namesIn(hint).map((name) => pathText([...path.slice(0, -1), name]))),
  );
  return ({ path, message }) =>
    !misplaced.some(({ path: above }) => above.every((step, index) => step === path[index])) &&
    !(message === isMissing && meant.has(pathText(path)));
}

/** Of a mapping without its unknown keys it would be said that too little is left in it. */
function isOfWhole(told: readonly Problem[]): (issue: Issue) => boolean {
  const without = new Set(told.map(({ path }) => pathText(path.slice(0, -1))));
  return (issue) => issue.type !== 'check' || !without.has(pathText(pathOf(issue)));
}

/** `did you mean a or b?` → a, b */
function namesIn(hint: string): readonly string[] {
  return /^did you mean (.+)\?$/.exec(hint)?.[1]?.split(' or ') ?? [];
}

/** Where one of two forms may stand, and a mapping is neither: what is wrong inside it, as if only mappings were allowed. */
function branchMeant(issue: Issue): readonly Issue[] {
  if (issue.type !== 'union') return [issue];
  const inside = (issue.issues ?? []).filter(({ path }) => path !== undefined);
  const below = inside.map(
    (each): Issue => ({ ...each, path: [...(issue.path ?? []), ...(each.path ?? [])] as Issue['path'] & {} }),
  );
  return below.length === 0 ? [issue] : below.flatMap(branchMeant);
}

/**
 * Takes out what is no mapping where one is meant. For Valibot a list is an object too, and an empty one would pass;
 * a key with nothing behind it, as when all its lines are commented out, is as good as no key.
 */
function listsForMappings(schema: unknown, data: unknown, path: readonly Step[] = []): readonly Problem[] {
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) return data.flatMap((item, index) => inList(itemOf(schema), item, [...path, index]));
  return Object.entries(entriesOf(schema) ?? {}).flatMap(([key, entry]) => {
    const value = (data as Record<string, unknown>)[key];
    const here = [...path, key];
    if (!isMapping(entry) || (value !== null && !Array.isArray(value))) return listsForMappings(entry, value, here);
    remove(data, [key]);
    return value === null ? [] : [notMapping(here)];
  });
}

function inList(schema: unknown, item: unknown, path: readonly Step[]): readonly Problem[] {
  if (Array.isArray(item) && isMapping(schema)) return [notMapping(path)];
  return listsForMappings(schema, item, path);
}

function notMapping(path: readonly Step[]): Problem {
  return { path, at: 'value', message: mappingWanted, hint: '' };
}

function remove(data: unknown, path: readonly Step[]): void {
  const parent = path.slice(0, -1).reduce((value: unknown, step) => (value as Record<Step, unknown>)[step], data);
  delete (parent as Record<Step, unknown>)[path.at(-1) ?? ''];
}
