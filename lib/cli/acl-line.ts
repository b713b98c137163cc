import { aclRules } from '../core/questions.ts';
import type { EnabledRule } from '../core/rule.ts';

export const DEFAULT_USER = 'auditor';

/**
 * The command that makes a user who may ask what these rules need and nothing else: no key, no channel, nothing that
 * writes or resets.
 */
export function aclLine(user: string, rules: readonly EnabledRule[]): string {
  return ['ACL SETUSER', user, 'reset on >PASSWORD resetkeys resetchannels -@all', ...aclRules(rules)].join(' ');
}

/** What to mind when the line is used, a sentence each. */
export const aclNotes: readonly string[] = [
  'Put a long random password in place of PASSWORD.',
  'Run the line on every node, then ACL SAVE where an ACL file is used, else CONFIG REWRITE.',
  'Redis 6.0 knows no channel permissions and checks HELLO: leave out resetchannels and add +hello.',
];
