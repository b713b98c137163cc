import { type Command, Option } from 'commander';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import type { ConnectionOptions } from './connection-settings.ts';
import { parseDuration } from './duration.ts';

/** `latency` as it was asked for. */
export interface LatencyOptions extends ConnectionOptions {
  /** Path of a configuration file. */
  readonly config?: string;
  /** Between two readings, milliseconds. */
  readonly intervalMs: number;
  /** Ends after so long, milliseconds; undefined goes on until Ctrl-C. */
  readonly durationMs?: number;
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
  readonly format: 'text' | 'json';
  readonly color: boolean;
}

/** Times as they are named on the command line. */
interface Times {
  readonly timeout?: number;
  readonly interval: number;
  readonly for?: number;
}

export function addLatencyCommand(program: Command, door: Door): void {
  const command = program
    .command('latency')
    .summary('measure the round trips to every node, live')
    .description(
      'Measures PING to every node again and again, beside the stalls of this host, so that a slow node can be told ' +
        'from a slow place to measure from.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .option('--config <file>', 'connection settings (see `config schema`)')
    .addOption(
      new Option('--interval <time>', 'from one reading to the next').argParser(parseDuration).default(1000, '1s'),
    )
    .option('--for <time>', 'end after this time instead of at Ctrl-C', parseDuration)
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .option('--no-color', 'no colours; NO_COLOR=1 does the same');
  withConnectionOptions(command)
    .addHelpText('after', examples('latency redis://10.0.0.1:6379', 'latency 127.0.0.1:7001 --for 30s --format json'))
    .action(
      door.does(async (urls: readonly string[], given: Times & LatencyOptions) => {
        const { timeout, interval, for: duration, ...options } = given;
        const { latencyCommand } = await import('./latency/latency.ts');
        const times = {
          intervalMs: interval,
          ...(duration === undefined ? {} : { durationMs: duration }),
          ...(timeout === undefined ? {} : { timeoutMs: timeout }),
        };
        return latencyCommand(urls, { ...options, ...times }, door.io);
      }),
    );
}
