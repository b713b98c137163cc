import type { Command } from 'commander';
import { type Door, examples } from './command.ts';

/** `demo` as it was asked for. */
export interface DemoOptions {
  /** Path of a server binary; undefined takes the first redis-server or valkey-server on the PATH. */
  readonly server?: string;
  /** Leaves the cluster running until Ctrl-C. */
  readonly keep: boolean;
  readonly color: boolean;
}

export function addDemoCommand(program: Command, door: Door): void {
  program
    .command('demo')
    .summary('audit a careless cluster on this machine')
    .description(
      'Starts a cluster of six nodes on loopback, breaks some of it as a careless set-up would, audits it and shows the ' +
        'report. Needs redis-server or valkey-server; nothing stays behind.',
    )
    .option('--server <path>', 'server binary instead of the one on the PATH')
    .option('--keep', 'leave the cluster running until Ctrl-C, to try commands on it', false)
    .option('--no-color', 'no colours; NO_COLOR=1 does the same')
    .addHelpText('after', examples('demo', 'demo --server /opt/valkey/bin/valkey-server --keep'))
    .action(
      door.does(async (options: DemoOptions) => {
        const { demoCommand } = await import('./demo/demo.ts');
        return demoCommand(options, door.io);
      }),
    );
}
