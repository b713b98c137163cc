import { type Command, Option } from 'commander';
import { DAY_MS } from '../core/time-span.ts';
import { parseTyped } from './history/typed-time.ts';

/** How far back a command looks unless it is told, and how that is written. */
export interface UsualAge {
  readonly ms: number;
  readonly words: string;
}

export const WEEK: UsualAge = { ms: 7 * DAY_MS, words: '7d' };
export const MONTH: UsualAge = { ms: 30 * DAY_MS, words: '30d' };

export const STORE_FLAGS = '--store <place>';
export const STORE_MEANING = 'where audits are kept: a directory, or s3://BUCKET';

/** From when to when. */
export function withRange(command: Command, usual: UsualAge): Command {
  return command
    .addOption(
      new Option('--since <time>', 'from when: 12h, 30d, 2026-03-01T03:00Z')
        .argParser(parseTyped)
        .default(usual.ms, usual.words),
    )
    .addOption(new Option('--until <time>', 'up to when, in the same form').argParser(parseTyped));
}

/** Which history is asked: where it is, of which cluster, from when to when. */
export function withHistory(command: Command, usual: UsualAge): Command {
  return withRange(
    command.requiredOption(STORE_FLAGS, STORE_MEANING).option('--cluster <id>', 'only this cluster'),
    usual,
  );
}
