import { type Command, InvalidArgumentError, Option } from 'commander';
import { enabledRules } from '../config/effective.ts';
import {
  aclLine,
  aclNotes,
  BACKUP_USER,
  backupAclLine,
  COPY_USER,
  copyAclLine,
  DEFAULT_USER,
  newerAclLines,
} from './acl-line.ts';
import { configFor, RULES_FLAG, RULES_MEANING } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { exitCodes } from './io.ts';

interface AclOptions {
  readonly for: 'audit' | 'backup' | 'copy';
  readonly user?: string;
  readonly config?: string;
  readonly rules?: string;
}

/** The lines go to standard output alone, so that they can be piped; what to mind is for people. */
export function addAclCommand(program: Command, { io, does }: Door): void {
  program
    .command('acl')
    .summary("print the ACL SETUSER line of the auditor's user")
    .description(
      'Prints the command that makes a user who may read what the enabled rules need, and nothing else; or one who may ' +
        'save on replicas; or one who may copy from them, and so read every value.',
    )
    .addOption(new Option('--for <work>', 'what the user is for').choices(['audit', 'backup', 'copy']).default('audit'))
    .option('--user <name>', `name of the user (default: ${DEFAULT_USER}, ${BACKUP_USER} or ${COPY_USER})`, userName)
    .option('--config <file>', 'configuration that says which rules are off')
    .option(RULES_FLAG, RULES_MEANING)
    .addHelpText('after', examples('acl', 'acl --user monitoring --config cluster.yaml', 'acl --for backup'))
    .action(
      does(async (options: AclOptions) => {
        io.stdout(`${await linesFor(options)}\n`);
        if (io.stderrIsTty) io.stderr(`\n${aclNotes.join('\n')}\n`);
        return exitCodes.fine;
      }),
    );
}

async function linesFor({ for: work, user, config: file, rules: folder }: AclOptions): Promise<string> {
  if (work === 'copy') return copyAclLine(user ?? COPY_USER);
  if (work === 'backup') return backupAclLine(user ?? BACKUP_USER);
  const { config, catalogue } = await configFor(file, folder === undefined ? {} : { rules: folder });
  const [name, enabled] = [user ?? DEFAULT_USER, enabledRules(catalogue, config, 'full')];
  return [aclLine(name, enabled), ...newerAclLines(name, enabled)].join('\n');
}

function userName(text: string): string {
  if (!/^[^\s\0'"]+$/.test(text)) throw new InvalidArgumentError('A user has a name without spaces and quotes.');
  return text;
}
