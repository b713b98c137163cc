import type { UserRights } from '../facts.ts';
import { shortHash } from '../fingerprint.ts';
import { type Observed, ok } from '../observed.ts';
import { userIdentity } from '../user-identity.ts';
import { isTexts, unknownForm } from './reply.ts';

/**
 * Reads `ACL LIST`, a line for each user: `user app on #hash ~* &* +@all -@admin`. What is kept of the rules is their
 * identity as a set: their order differs between nodes with equal rights. Of passwords it is their number.
 */
export function parseAclList(reply: unknown): Observed<readonly UserRights[]> {
  if (!isTexts(reply)) return unknownForm('ACL LIST');
  const users = reply.flatMap((line) => userOf(line) ?? []);
  return users.length === reply.length ? ok(users) : unknownForm('ACL LIST');
}

function userOf(line: string): UserRights | undefined {
  const [, name, rest] = /^user (\S+) (.*)$/.exec(line) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const selectors = [...rest.matchAll(/\(([^)]*)\)/g)].map(([, selector = '']) => selector);
  const words = rest
    .replaceAll(/\([^)]*\)/g, ' ')
    .split(' ')
    .filter((word) => word !== '');
  const rules = words.filter((word) => !isPassword(word) && word !== 'sanitize-payload');
  return {
    name: userIdentity(name),
    on: words.includes('on'),
    needsNoPassword: words.includes('nopass'),
    passwords: words.filter(isPassword).length,
    rules: shortHash([...new Set([...rules, ...selectors.map((each) => `(${each})`)])].sort()),
    dangerous: [...new Set([words, ...selectors.map((each) => each.split(' '))].flatMap(dangerousIn))].sort(),
  };
}

function isPassword(word: string): boolean {
  return /^[#>]/.test(word);
}

/**
 * Commands that do harm also when they are given one by one. INFO is none, although servers count it among the
 * dangerous ones: client libraries ask it whether a node is ready.
 */
const harmful: ReadonlySet<string> = new Set(
  (
    'acl bgrewriteaof cluster config debug failover flushall flushdb function keys migrate module monitor replicaof ' +
    'save shutdown slaveof swapdb'
  ).split(' '),
);

/** What of it a user may do on all keys, from rules that take effect one after the other. */
function dangerousIn(rules: readonly string[]): readonly string[] {
  if (!rules.some((rule) => rule === '~*' || rule === 'allkeys' || rule === '%W~*')) return [];
  let may = new Set<string>();
  for (const rule of rules) {
    if (rule === '+@all' || rule === 'allcommands') may = new Set(['@admin', '@dangerous']);
    else if (rule === '-@all' || rule === 'nocommands') may = new Set();
    // Whatever is for administrators is dangerous as well.
    else if (rule === '-@dangerous') may = new Set();
    else if (rule === '-@admin') may.delete('@admin');
    else if (rule === '+@admin') may.add('@admin');
    else if (rule === '+@dangerous') may.add('@admin').add('@dangerous');
    else if (rule.startsWith('+') && harmful.has(rule.slice(1))) may.add(rule.slice(1));
    else if (rule.startsWith('-')) may.delete(rule.slice(1));
  }
  return [...may];
}
