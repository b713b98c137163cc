import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAclCommand } from './acl.ts';
import { addAuditCommand } from './audit-command.ts';
import { addBacktestCommand } from './backtest-command.ts';
import { addBackupCommand } from './backup-command.ts';
import { type Door, examples } from './command.ts';
import { complain } from './complaint.ts';
import { addConfigCommand } from './config.ts';
import { addDemoCommand } from './demo-command.ts';
import { addDigestCommand } from './digest-command.ts';
import { addExplainCommand } from './explain.ts';
import { addFixCommand } from './fix-command.ts';
import { addHistoryCommand } from './history-command.ts';
import { type CliIo, exitCodes, widthOf } from './io.ts';
import { addLatencyCommand } from './latency-command.ts';
import { maskLogins } from './mask-logins.ts';
import { addRpoCommand } from './rpo-command.ts';
import { addRulesCommand } from './rules.ts';
import { addSilenceCommand } from './silence-command.ts';

/**
 * Runs one command line.
 *
 * @param argv what was typed after the program's name
 * @returns the exit code; it never throws
 */
export async function execute(argv: readonly string[], io: CliIo): Promise<number> {
  let code: number = exitCodes.fine;
  const door: Door = {
    io,
    does:
      (work) =>
      async (...args) => {
        code = await work(...args);
      },
  };
  try {
    await programFor(door).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, io);
  }
}

function programFor(door: Door): Command {
  const { io } = door;
  const program = new Command('redis-auditor')
    .description('Audits persistence, replication and latency of a Redis or Valkey Cluster. Audits only read.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('See redis-auditor --help, or --help after a command.')
    .addHelpText(
      'after',
      examples(
        'demo',
        'audit redis://10.0.0.1:6379',
        "explain 'CLUSTER SLOTS'",
        'rules explain aof/not-enabled',
        'config check cluster.yaml',
      ),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: (text) => io.stderr(text),
      outputError: (text, write) => write(maskLogins(text.replace(/^error: /, 'redis-auditor: '))),
      getOutHelpWidth: () => widthOf(io),
      getErrHelpWidth: () => widthOf(io),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addAuditCommand(program, door);
  addLatencyCommand(program, door);
  addRpoCommand(program, door);
  addDemoCommand(program, door);
  addSilenceCommand(program, door);
  addFixCommand(program, door);
  addExplainCommand(program, door);
  addRulesCommand(program, door);
  addAclCommand(program, door);
  addHistoryCommand(program, door);
  addBacktestCommand(program, door);
  addDigestCommand(program, door);
  addBackupCommand(program, door);
  addConfigCommand(program, door);
  return program;
}

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}

function failure(error: unknown, io: CliIo): number {
  // Commander has said what there is to say; help that was asked for is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.failed;
  if (io.signal.aborted) return exitCodes.interrupted;
  complain(error, io);
  return exitCodes.failed;
}
