import { describe, expect, test } from '@jest/globals';
import type { PagerDutyEvent } from '../../lib/core/pagerduty-events.ts';
import { rememberSent, type SentEvents, whySkipped } from '../../lib/core/pagerduty-order.ts';

/** `trigger a from m1 at 3`: an incident, the message, and the minute in which that was published. */
function read(
  line: string,
): readonly [PagerDutyEvent, { readonly id: string; readonly publishedAt: string | undefined }] {
  const [event_action = '', dedup_key = '', , id = '', , minute] = line.split(' ');
  const publishedAt = minute === undefined ? undefined : `2026-03-01T03:0${minute}:00.000Z`;
  return [{ event_action, dedup_key } as PagerDutyEvent, { id, publishedAt }];
}

/** What becomes of events that come in this order. */
function fates(lines: readonly string[]): readonly string[] {
  let sent: SentEvents = new Map();
  return lines.map((line) => {
    const [event, source] = read(line);
    const skipped = whySkipped(event, source, sent);
    if (skipped === undefined) sent = rememberSent(sent, event, source);
    return skipped ?? 'sent';
  });
}

describe('events of one incident', () => {
  const rows: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      'are sent as they come',
      [
        ['trigger a from m1 at 1', 'sent'],
        ['resolve a from m2 at 2', 'sent'],
        ['trigger a from m3 at 3', 'sent'],
      ],
    ],
    [
      'are sent once for each message',
      [
        ['trigger a from m1 at 1', 'sent'],
        ['trigger a from m1 at 1', 'sent before'],
      ],
    ],
    [
      'do not close what a newer message opened',
      [
        ['trigger a from m2 at 2', 'sent'],
        ['resolve a from m1 at 1', 'overtaken'],
        ['resolve a from m3 at 3', 'sent'],
      ],
    ],
    [
      'do not open what a newer message closed',
      [
        ['resolve a from m2 at 2', 'sent'],
        ['trigger a from m1 at 1', 'overtaken'],
      ],
    ],
    [
      'add to what is open, and that stays as new as it was',
      [
        ['trigger a from m3 at 3', 'sent'],
        ['trigger a from m1 at 1', 'sent'],
        ['resolve a from m2 at 2', 'overtaken'],
      ],
    ],
    [
      'do not count for another incident',
      [
        ['trigger a from m2 at 2', 'sent'],
        ['resolve b from m1 at 1', 'sent'],
      ],
    ],
    [
      'are sent where the topic tells no time',
      [
        ['trigger a from m2', 'sent'],
        ['resolve a from m1', 'sent'],
      ],
    ],
    [
      'of one moment are sent as they come',
      [
        ['trigger a from m1 at 1', 'sent'],
        ['resolve a from m2 at 1', 'sent'],
      ],
    ],
  ];

  test.each(rows)('%s', (_, story) => {
    expect(fates(story.map(([line]) => line))).toEqual(story.map(([, fate]) => fate));
  });

  test('are remembered for a thousand incidents, and nothing of a message but its id and its time', () => {
    let sent: SentEvents = new Map();
    for (let index = 0; index < 1500; index++) {
      const [event, source] = read(`trigger i${index} from m1 at 1`);
      sent = rememberSent(sent, event, { ...source, message: 'x' } as typeof source);
    }
    expect(sent.size).toBe(1000);
    expect([...sent].at(-1)).toEqual([
      'i1499',
      { id: 'm1', publishedAt: '2026-03-01T03:01:00.000Z', action: 'trigger' },
    ]);
  });
});
