import * as v from 'valibot';
import { nearestNames } from '../core/explain/nearest.ts';
import type { ConfigProblem } from './config-error.ts';
import type { Step } from './yaml-lines.ts';

type Issue = v.BaseIssue<unknown>;
type Schema = v.BaseSchema<unknown, unknown, Issue>;

/** What is wrong with some data: where, and whether the key or its value is at fault. */
export interface Problem extends Omit<ConfigProblem, 'line' | 'path'> {
  readonly path: readonly Step[];
  readonly at: 'key' | 'value';
}

/**
 * Validates and tells every problem at once. Valibot stops at the first unknown key of an object, so unknown keys are
 * taken out and the rest is tried again until none is left.
 */
export function validate<S extends Schema>(
  schema: S,
  data: unknown,
): { readonly output: v.InferOutput<S> } | { readonly problems: readonly Problem[] } {
  if (Array.isArray(data)) return { problems: [{ path: [], at: 'value', message: mappingWanted, hint: '' }] };
  const rest: unknown = structuredClone(data);
  const problems = [...listsForMappings(schema, rest)];
  for (;;) {
    const { success, output, issues = [] } = v.safeParse(schema, rest);
    const unknown = issues.filter(isUnknownKey);
    if (success && problems.length === 0) return { output };
    if (unknown.length === 0) return { problems: [...problems, ...issues.map((issue) => problemOf(schema, issue))] };
    problems.push(...unknown.map((issue) => problemOf(schema, issue)));
    for (const issue of unknown) remove(rest, pathOf(issue));
  }
}

/**
 * Takes out what is no mapping where one is meant. For Valibot a list is an object too, and an empty one would pass;
 * a key with nothing behind it, as when all its lines are commented out, is as good as no key.
 */
function listsForMappings(schema: unknown, data: unknown, path: readonly Step[] = []): readonly Problem[] {
  if (typeof data !== 'object') return [];
  return Object.entries(entriesOf(schema) ?? {}).flatMap(([key, entry]) => {
    const value = (data as Record<string, unknown>)[key];
    const here = [...path, key];
    if (!isMapping(entry) || value === undefined) return [];
    if (value !== null && !Array.isArray(value))
      return typeof value === 'object' ? listsForMappings(entry, value, here) : [];
    remove(data, [key]);
    return value === null ? [] : [{ path: here, at: 'value' as const, message: mappingWanted, hint: '' }];
  });
}

const mappingWanted = 'must be a mapping (key: value)';

function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

function pathOf(issue: Issue): readonly Step[] {
  return (issue.path ?? []).map((item) => item.key as Step);
}

function remove(data: unknown, path: readonly Step[]): void {
  const parent = path.slice(0, -1).reduce((value: unknown, step) => (value as Record<Step, unknown>)[step], data);
  delete (parent as Record<Step, unknown>)[path.at(-1) ?? ''];
}

function problemOf(schema: Schema, issue: Issue): Problem {
  const path = pathOf(issue);
  if (isUnknownKey(issue)) return { path, at: 'key', ...unknownKey(schema, path) };
  if (issue.type === 'strict_object' && issue.received === 'undefined') {
    return { path, at: 'value', message: 'is missing', hint: '' };
  }
  const at = issue.path?.at(-1)?.origin === 'key' ? 'key' : 'value';
  return { path, at, ...wrongValue(issue) };
}

/** Keys by which people write down what must not stand in a file. */
const secretKey = /pass|secret|auth|token|credential/i;

function unknownKey(schema: Schema, path: readonly Step[]): Pick<Problem, 'message' | 'hint'> {
  const name = String(path.at(-1));
  if (secretKey.test(name)) {
    const hint = 'set REDISCLI_AUTH, or put it into the URL on the command line';
    return { message: 'a password must not stand in this file', hint };
  }
  const known = keysAt(schema, path.slice(0, -1));
  const isRule = path.length === 2 && path[0] === 'rules';
  const hint = didYouMean(name, known) || (isRule ? '' : knownHere(known));
  return { message: isRule ? 'no rule is called that' : 'unknown key', hint };
}

function knownHere(known: readonly string[]): string {
  if (known.length === 0) return 'nothing may stand here';
  return known.length > 12 ? '' : `known here: ${known.join(', ')}`;
}

function wrongValue(issue: Issue): Pick<Problem, 'message' | 'hint'> {
  if (!issue.message.startsWith('Invalid ')) return { message: issue.message, hint: '' };
  if (issue.type === 'picklist') {
    const known = String(issue.expected)
      .replace(/^\(|\)$/g, '')
      .split(' | ')
      .map((each) => each.replaceAll('"', ''));
    const received = issue.received.replaceAll('"', '');
    return { message: `must be one of ${known.join(', ')}`, hint: didYouMean(received, known) };
  }
  const requirement = (issue as { readonly requirement?: unknown }).requirement;
  const limits: Readonly<Record<string, string>> = {
    min_value: `must be at least ${String(requirement)}`,
    max_value: `must be at most ${String(requirement)}`,
    integer: 'must be a whole number',
  };
  return { message: limits[issue.type] ?? `must be ${kindWords[issue.expected ?? ''] ?? issue.expected}`, hint: '' };
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Object: mappingWanted.replace('must be ', ''),
  Array: 'a list',
};

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

/** Keys that the object at a path may have. */
function keysAt(schema: Schema, path: readonly Step[]): readonly string[] {
  let here: unknown = schema;
  for (const step of path) here = entriesOf(here)?.[String(step)];
  return Object.keys(entriesOf(here) ?? {});
}

function isMapping(schema: unknown): boolean {
  return entriesOf(schema) !== undefined || (innerOf(schema) as { type?: string } | undefined)?.type === 'record';
}

function entriesOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  return (innerOf(schema) as { entries?: Readonly<Record<string, unknown>> } | undefined)?.entries;
}

/** Without what makes it optional or checks it further. */
function innerOf(schema: unknown): unknown {
  const { wrapped, pipe } = (schema ?? {}) as { wrapped?: unknown; pipe?: readonly unknown[] };
  if (wrapped !== undefined) return innerOf(wrapped);
  return pipe === undefined ? schema : innerOf(pipe[0]);
}
