import type { AlertEvent, Episode } from '../page-data.ts';

/** From when until when each alert fired. @param events oldest first */
export function episodesOf(events: readonly AlertEvent[], from: number): readonly Episode[] {
  const open = new Map<number, Episode>();
  const closed: Episode[] = [];
  for (const { alert, state, before, at } of events) {
    const known = open.get(alert);
    if (state === 'firing' && known === undefined) {
      const beganEarlier = before === 'firing';
      open.set(alert, { alert, from: beganEarlier ? from : at, to: null, beganEarlier });
    }
    if (state === 'firing' || before !== 'firing') continue;
    closed.push({ ...(known ?? { alert, from, beganEarlier: true }), to: at });
    open.delete(alert);
  }
  return [...closed, ...open.values()].sort((a, b) => a.from - b.from);
}
