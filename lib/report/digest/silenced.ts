import type { Digest } from '../../core/digest/digest.ts';
import type { Section } from './outline.ts';
import { minute } from './words.ts';

/** What nobody is told of at the end of the period, on whose word, and until when. */
export function silencedSection({ silences, blind }: Digest): Section {
  const head = { id: 'silenced' } as const;
  const unread = blind.some((sentence) => sentence.startsWith('The silences could not be read'));
  if (unread) return { ...head, notes: ['Nothing: the silences could not be read.'], tables: [], tone: 'warning' };
  if (silences.length === 0) return { ...head, notes: ['Nothing is silenced.'], tables: [] };
  const rows = silences.map(({ kind, id, owner, reason, until, matchers }) => [
    { text: matchers, code: true as const },
    { text: owner },
    { text: minute(until) },
    { text: reason },
    { text: `${kind} ${id}` },
  ]);
  const columns = ['Alerts', 'Owner', 'Until', 'Reason', 'By'].map((title) => ({ title }));
  return { ...head, notes: [], tables: [{ caption: 'Silences and maintenance windows', columns, rows, leftOut: 0 }] };
}
