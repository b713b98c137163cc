import type * as v from 'valibot';
import { isMapping } from './is-mapping.ts';

/** What a schema is made of, as valibot keeps it; which of these there are follows from the type. */
interface Parts {
  readonly type: string;
  readonly pipe?: readonly Parts[];
  readonly entries?: Readonly<Record<string, Parts>>;
  readonly item?: Parts;
  readonly items?: readonly Parts[];
  readonly value?: Parts;
  readonly wrapped?: Parts;
  readonly key?: string | Parts;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
}

type Check = (value: unknown) => boolean;

/**
 * A quick look whether a value, as `JSON.parse` makes it, is just as a schema has it: nothing is reported, and nothing is
 * put together anew, which is most of the work for thousands of large documents. It never says yes to what the schema
 * refuses or would change, but for keys of objects that the schema does not name: those it lets be. It may say no to
 * what the schema takes: then the schema has the word.
 */
export function quickCheck(schema: v.GenericSchema): Check {
  return checkOf(schema as unknown as Parts);
}

const never: Check = () => false;

function checkOf(parts: Parts): Check {
  if (parts.pipe !== undefined) return everyOf(parts.pipe.map((part) => ofPart(part)));
  return ofPart(parts);
}

function everyOf(checks: readonly Check[]): Check {
  return (value) => checks.every((check) => check(value));
}

function ofPart(parts: Parts): Check {
  const make = makers[parts.type];
  return make === undefined ? never : make(parts);
}

const makers: Readonly<Record<string, (parts: Parts) => Check>> = {
  string: () => (value) => typeof value === 'string',
  number: () => (value) => typeof value === 'number' && !Number.isNaN(value),
  boolean: () => (value) => typeof value === 'boolean',
  literal:
    ({ literal }) =>
    (value) =>
      value === literal,
  picklist:
    ({ options = [] }) =>
    (value) =>
      options.includes(value),
  regex:
    ({ requirement }) =>
    (value) =>
      typeof value === 'string' && (requirement as RegExp).test(value),
  min_value:
    ({ requirement }) =>
    (value) =>
      (value as number) >= (requirement as number),
  max_value:
    ({ requirement }) =>
    (value) =>
      (value as number) <= (requirement as number),
  check:
    ({ requirement }) =>
    (value) =>
      (requirement as Check)(value),
  nullable: ({ wrapped }) => orNull(wrapped),
  optional: ({ wrapped }) => inner(wrapped),
  exact_optional: ({ wrapped }) => inner(wrapped),
  array: ({ item }) => arrayOf(inner(item)),
  tuple: ({ items = [] }) => tupleOf(items.map(checkOf)),
  object: ({ entries = {} }) => objectOf(entries),
  record: ({ value }) => recordOf(inner(value)),
  variant: ({ key, options = [] }) => (typeof key === 'string' ? variantOf(key, options as readonly Parts[]) : never),
};

function inner(parts: Parts | undefined): Check {
  return parts === undefined ? never : checkOf(parts);
}

function orNull(wrapped: Parts | undefined): Check {
  const check = inner(wrapped);
  return (value) => value === null || check(value);
}

function arrayOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function tupleOf(checks: readonly Check[]): Check {
  return (value) =>
    Array.isArray(value) && value.length === checks.length && checks.every((check, index) => check(value[index]));
}

function objectOf(entries: Readonly<Record<string, Parts>>): Check {
  const parts = Object.entries(entries).map(([name, part]) => {
    // What may be left out with something in its place is left to the schema, which puts it there.
    return { name, check: checkOf(part), mayLack: part.type === 'exact_optional' };
  });
  return (value) => {
    if (!isMapping(value)) return false;
    for (const { name, check, mayLack } of parts) {
      const found = value[name];
      if (found === undefined ? !mayLack : !check(found)) return false;
    }
    return true;
  };
}

/** Keys are texts. These have a meaning of their own, so that valibot leaves them out. */
const oddKeys: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

function recordOf(check: Check): Check {
  return (value) => {
    if (!isMapping(value)) return false;
    for (const key in value) if (oddKeys.has(key) || !check(value[key])) return false;
    return true;
  };
}

/** By the word that tells the forms apart, which is looked at first. Two forms of one word are left to the schema. */
function variantOf(key: string, forms: readonly Parts[]): Check {
  const known = new Map<unknown, Check>();
  for (const form of forms) {
    const word = form.entries?.[key];
    const words = word?.type === 'literal' ? [word.literal] : (word?.options ?? []);
    for (const each of words) known.set(each, known.has(each) ? never : checkOf(form));
  }
  return (value) => isMapping(value) && known.get(value[key])?.(value) === true;
}
