import type { MaintenanceWindow, QuietTimes } from '../../lib/core/hold-back.ts';
import type { Silence } from '../../lib/core/silence.ts';
import { start } from './facts.ts';

/** A moment so many seconds after the story of the test facts begins. */
export function at(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString();
}

/** A silence of `aof/*` from the start on, for two hours, with the changes of one test. */
export function silenceOf(change: Partial<Silence> & { readonly from?: number; readonly to?: number } = {}): Silence {
  const { from = 0, to = 7200, ...rest } = change;
  return {
    id: 'a1b2c3d4',
    matchers: { rule: ['aof/*'] },
    owner: 'ann',
    reason: 'new disk',
    createdAt: at(from),
    startsAt: at(from),
    endsAt: at(to),
    ...rest,
  };
}

/** An occurrence of a window for `aof/*`. */
export function windowOf(from: number, to: number, change: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    name: 'weekly-restart',
    owner: 'platform',
    reason: 'nodes are restarted',
    matchers: { rule: ['aof/*'] },
    startsAt: at(from),
    endsAt: at(to),
    ...change,
  };
}

/** What keeps alerts untold so many seconds after the start. */
export function quietAt(
  seconds: number,
  silences: readonly Silence[],
  windows: readonly MaintenanceWindow[] = [],
): QuietTimes {
  return { silences, windows, now: at(seconds) };
}
