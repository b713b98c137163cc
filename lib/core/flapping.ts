import type { Alert } from './alert.ts';
import type { AlertSettings } from './alert-settings.ts';

type FlappingSettings = AlertSettings['flapping'];

/** When alerts began or ceased to fire: fingerprint → times, oldest first. */
export type Changes = Readonly<Record<string, readonly string[]>>;

const MS_PER_HOUR = 3_600_000;

/** Without what is too long ago to count, so that it does not grow for ever. */
export function recentChanges(changes: Changes, at: string, { changes: most, withinHours }: FlappingSettings): Changes {
  const from = earlier(at, withinHours);
  const recent = Object.entries(changes).flatMap(([fingerprint, times]) => {
    const kept = times.filter((time) => time > from).slice(-(most + 1));
    return kept.length === 0 ? [] : [[fingerprint, kept] as const];
  });
  return Object.fromEntries(recent);
}

/** What a change of state is to the memory of changes: one more, unless it only waited and never fired. */
export function isChange(from: 'none' | Alert['state'], to: Alert['state']): boolean {
  return (to === 'firing' && from !== 'firing') || (from === 'firing' && to === 'resolved');
}

/** Whether the changes are too many to be told one by one. */
export function isTooMany(times: readonly string[], { changes }: FlappingSettings): boolean {
  return times.length > changes;
}

/** Whether an alert that flapped has kept its state for as long as flapping is looked for. */
export function isSteady(times: readonly string[], at: string, { withinHours }: FlappingSettings): boolean {
  return (times.at(-1) ?? '') <= earlier(at, withinHours);
}

function earlier(at: string, hours: number): string {
  return new Date(Date.parse(at) - hours * MS_PER_HOUR).toISOString();
}
