import { type Command, InvalidArgumentError } from 'commander';
import { enabledRules } from '../config/effective.ts';
import { defaultConfig, loadConfig } from '../config/load.ts';
import { rules } from '../core/rules/index.ts';
import { aclLine, aclNotes, DEFAULT_USER } from './acl-line.ts';
import { type Door, examples } from './command.ts';
import { exitCodes } from './io.ts';

interface AclOptions {
  readonly user: string;
  readonly config?: string;
}

/** The line goes to standard output alone, so that it can be piped; what to mind is for people. */
export function addAclCommand(program: Command, { io, does }: Door): void {
  program
    .command('acl')
    .summary("print the ACL SETUSER line of the auditor's user")
    .description('Prints the command that makes a user who may read what the enabled rules need, and nothing else.')
    .option('--user <name>', 'name of the user', userName, DEFAULT_USER)
    .option('--config <file>', 'configuration that says which rules are off')
    .addHelpText('after', examples('acl', 'acl --user monitoring --config cluster.yaml'))
    .action(
      does(async ({ user, config: file }: AclOptions) => {
        const config = file === undefined ? defaultConfig(rules) : await loadConfig(file, rules);
        io.stdout(`${aclLine(user, enabledRules(rules, config, 'full'))}\n`);
        if (io.stderrIsTty) io.stderr(`\n${aclNotes.join('\n')}\n`);
        return exitCodes.fine;
      }),
    );
}

function userName(text: string): string {
  if (!/^[^\s\0'"]+$/.test(text)) throw new InvalidArgumentError('A user has a name without spaces and quotes.');
  return text;
}
