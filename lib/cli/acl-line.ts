import { copyCommands } from '../core/backup/copy-commands.ts';
import { saveCommands } from '../core/backup/save-facts.ts';
import { aclRules, newerAclRules, newerCommands } from '../core/questions.ts';
import type { EnabledRule } from '../core/rule.ts';

export const DEFAULT_USER = 'auditor';

/** Who saves on replicas: a user of its own, as it may do what the auditor's never can. */
export const BACKUP_USER = 'backup';

/** Who copies from replicas: a user of its own again, as it reads every value. */
export const COPY_USER = 'copier';

/**
 * The command that makes a user who may ask what these rules need and nothing else: no key, no channel, nothing that
 * writes or resets.
 */
export function aclLine(user: string, rules: readonly EnabledRule[]): string {
  return userLine(user, aclRules(rules));
}

/**
 * What these rules ask of servers that have it, a line for each command: a server that does not know a command takes no
 * line that names it.
 */
export function newerAclLines(user: string, rules: readonly EnabledRule[]): readonly string[] {
  return newerAclRules(rules).map((rule) => `ACL SETUSER ${user} ${rule}`);
}

/** The same for `backup save`: who is in the cluster, how each member is, and BGSAVE. Still no key and no setting. */
export function backupAclLine(user: string): string {
  return userLine(
    user,
    saveCommands.map((command) => `+${command}`),
  );
}

/** The same for `backup copy`: SYNC in place of BGSAVE, and with it the whole dataset. */
export function copyAclLine(user: string): string {
  return userLine(
    user,
    copyCommands.map((command) => `+${command}`),
  );
}

function userLine(user: string, allowed: readonly string[]): string {
  return ['ACL SETUSER', user, 'reset on >PASSWORD resetkeys resetchannels -@all', ...allowed].join(' ');
}

/** What to mind when the lines are used, a sentence each. */
export const aclNotes: readonly string[] = [
  'Put a long random password in place of PASSWORD.',
  'Run the line on every node, then ACL SAVE where an ACL file is used, else CONFIG REWRITE.',
  'Redis 6.0 knows no channel permissions and checks HELLO: leave out resetchannels and add +hello.',
  `The short lines are for servers that have the command: ${Object.entries(newerCommands)
    .map(([command, since]) => `${command} came with ${since}`)
    .join(', ')}. Others refuse them, and do not need them.`,
];
