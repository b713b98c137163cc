import type { Remedy } from './change.ts';

/** Without the append-only file save points are all that a restart brings back. @param aofEnabled null when it is not known */
export function savePointsRemedy(aofEnabled: unknown): ReturnType<Remedy> {
  if (aofEnabled === true) return [{ directive: 'save', value: '' }];
  return aofEnabled === false
    ? 'AOF is off there, so that save points are all that a restart brings back: switch AOF on first'
    : 'whether AOF is on there could not be read, and without it save points are all that a restart brings back';
}
