import type * as v from 'valibot';
import { didYouMean } from './did-you-mean.ts';
import type { Step } from './path.ts';
import type { Problem } from './problems.ts';
import { keysAt } from './schema-shape.ts';

export type Issue = v.BaseIssue<unknown>;

type Words = Pick<Problem, 'message' | 'hint'>;

export const mappingWanted = 'must be a mapping (key: value)';
export const isMissing = 'is missing';

export function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

export function pathOf(issue: Issue): readonly Step[] {
  return (issue.path ?? []).map((item) => item.key as Step);
}

/** What Valibot found, in the words of somebody who wrote the file: never with a value from it. */
export function problemOf(schema: unknown, issue: Issue, passwordHint: string): Problem {
  const path = pathOf(issue);
  if (isUnknownKey(issue)) return { path, at: 'key', ...unknownKey(schema, path, passwordHint) };
  if (issue.type === 'strict_object' && issue.received === 'undefined') {
    return { path, at: 'value', message: isMissing, hint: '' };
  }
  const at = issue.path?.at(-1)?.origin === 'key' ? 'key' : 'value';
  return { path, at, ...wrongValue(issue) };
}

/** Keys by which people write down what must not stand in a file. */
const secretKey = /pass|secret|auth|token|credential/i;

function unknownKey(schema: unknown, path: readonly Step[], passwordHint: string): Words {
  const name = String(path.at(-1));
  const known = keysAt(schema, path.slice(0, -1));
  const meant = didYouMean(name, known);
  if (secretKey.test(name) && meant === '') {
    return { message: 'a password must not stand in this file', hint: passwordHint };
  }
  const isRule = path.at(-2) === 'rules';
  return {
    message: isRule ? 'no rule is called that' : 'unknown key',
    hint: meant || (isRule ? '' : knownHere(known)),
  };
}

function knownHere(known: readonly string[]): string {
  if (known.length === 0) return 'nothing may stand here';
  return known.length > 12 ? '' : `known here: ${known.join(', ')}`;
}

function wrongValue(issue: Issue): Words {
  if (!issue.message.startsWith('Invalid ')) return { message: issue.message, hint: '' };
  if (issue.type === 'picklist') return notInList(issue);
  const requirement = String((issue as { readonly requirement?: unknown }).requirement);
  const limits: Readonly<Record<string, string>> = {
    min_value: `must be at least ${requirement}`,
    max_value: `must be at most ${requirement}`,
    integer: 'must be a whole number',
  };
  return { message: limits[issue.type] ?? `must be ${kindWords[issue.expected ?? ''] ?? issue.expected}`, hint: '' };
}

function notInList(issue: Issue): Words {
  const known = String(issue.expected)
    .replace(/^\(|\)$/g, '')
    .split(' | ')
    .map((each) => each.replaceAll('"', ''));
  const received = issue.received.replaceAll('"', '');
  return { message: `must be one of ${known.join(', ')}`, hint: didYouMean(received, known) };
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Object: mappingWanted.replace('must be ', ''),
  Array: 'a list',
};
