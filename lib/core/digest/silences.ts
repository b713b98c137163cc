import type { QuietTimes } from '../hold-back.ts';
import { matchersText } from '../matchers.ts';
import { endOf, phaseOf } from '../silence.ts';
import type { SilenceDigest } from './digest.ts';

/** The silences and windows that are open at the moment of the quiet times, the last to end first. */
export function silenceDigests({ silences, windows, now }: QuietTimes): readonly SilenceDigest[] {
  const at = Date.parse(now);
  const active = silences.filter((silence) => phaseOf(silence, now) === 'active');
  const open = windows.filter(({ startsAt, endsAt }) => Date.parse(startsAt) <= at && at < Date.parse(endsAt));
  return [
    ...active.map(
      (silence): SilenceDigest => ({ ...words(silence), kind: 'silence', id: silence.id, until: endOf(silence) }),
    ),
    ...open.map(
      (window): SilenceDigest => ({ ...words(window), kind: 'maintenance', id: window.name, until: window.endsAt }),
    ),
  ].sort((a, b) => Date.parse(b.until) - Date.parse(a.until));
}

function words({ owner, reason, matchers }: Pick<QuietTimes['windows'][number], 'owner' | 'reason' | 'matchers'>) {
  return { owner: owner, reason: reason, matchers: matchersText(matchers) };
}
