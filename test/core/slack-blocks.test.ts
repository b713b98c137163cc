import { describe, expect, test } from '@jest/globals';
import { documentOf } from '../../lib/core/message-document.ts';
import { type SlackMessage, slackMessage, slackText } from '../../lib/core/slack-blocks.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

const about = (count: number, message = 'AOF is off'): SlackMessage => {
  const alerts = Array.from({ length: count }, (_, i) =>
    alertOf('aof/not-enabled', 7000 + i, { message: `${message} ${i}` }),
  );
  return slackMessage(documentOf(notificationOf(alerts), 48_000));
};

const textsIn = ({ blocks }: SlackMessage): readonly string[] => blocks.map(({ text }) => text.text);

describe('a message in Slack', () => {
  test('has a headline, says which audit it is of, and has a section for each part', () => {
    expect(about(1)).toMatchObject({
      text: '[CRITICAL] prod: The append-only file is off',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '[CRITICAL] prod: The append-only file is off' } },
        { type: 'section', text: { type: 'mrkdwn', text: expect.stringMatching(/^Cluster prod, audit "full"/) } },
        { type: 'section', text: { type: 'mrkdwn', text: expect.stringContaining('*What:* AOF is off 0') } },
      ],
    });
  });

  test.each([
    [1, 'x'.repeat(5000)],
    [10, 'x'.repeat(2900)],
    [70, 'x'],
    [3000, 'é'.repeat(50)],
  ])('about %d alerts stays within its limits and counts the rest', (count, message) => {
    const texts = textsIn(about(count, message));
    expect(texts.length).toBeLessThanOrEqual(50);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(3000);
    expect(texts.join('').length).toBeLessThan(13_000);
    const shown = texts.filter((text) => text.startsWith('*CRITICAL*')).length;
    const left = Number(/… and (\d+) more/.exec(texts.at(-1) ?? '')?.[1] ?? 0);
    expect(shown + left).toBe(count);
  });

  test('of somebody else is shown as it is, and calls nobody', () => {
    expect(slackText('', '<!here> fire')).toEqual({
      text: 'A message',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '&lt;!here&gt; fire' } }],
    });
  });
});
