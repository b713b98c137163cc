import { aclLine, aclNotes, BACKUP_USER, backupAclLine, DEFAULT_USER, newerAclLines } from '../../lib/cli/acl-line.ts';
import { enabledRules } from '../../lib/config/effective.ts';
import { defaultConfig } from '../../lib/config/load.ts';
import { saveCommands } from '../../lib/core/backup/save-facts.ts';
import { aclRules, newerAclRules } from '../../lib/core/questions.ts';
import type { Rule } from '../../lib/core/rule.ts';
import { page } from './rule-page.ts';

/** docs/acl.md: the user that the auditor logs in as. */
export function aclPage(rules: readonly Rule[]): string {
  const enabled = enabledRules(rules, defaultConfig(rules), 'full');
  return page([
    "# The auditor's user",
    'The auditor needs a user of its own that may read what the rules ask for and nothing else. For all rules:',
    ['```text', aclLine(DEFAULT_USER, enabled), ...newerAclLines(DEFAULT_USER, enabled), '```'].join('\n'),
    aclNotes.map((note) => `- ${note}`).join('\n'),
    'With rules switched off in a configuration file less may do: `redis-auditor acl --config FILE` prints the line for it.',
    '## What it may run',
    listed([...aclRules(enabled), ...newerAclRules(enabled)].map((rule) => rule.slice(1))),
    'It can read no key and no value, write nothing, reset no statistics, and change no setting. Where a command is ' +
      'denied the checks that need it are `unknown`, and all others are judged as usual.',
    '## The user that saves on replicas',
    'Saves on replicas ([backups.md](backups.md)) are made by another user, so that the one that audits can still do ' +
      'nothing but read. `redis-auditor acl --for backup` prints its line:',
    ['```text', backupAclLine(BACKUP_USER), '```'].join('\n'),
    listed(saveCommands),
    'It can read no key, no value and no setting.',
  ]);
}

function listed(commands: readonly string[]): string {
  return commands.map((command) => `- \`${command.replace('|', ' ').toUpperCase()}\``).join('\n');
}
