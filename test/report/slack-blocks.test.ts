import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type SlackBlock, type SlackMessage, slackLimits, slackMessage } from '../../lib/report/slack-blocks.ts';

// A loaded machine takes its time.
jest.setTimeout(60_000);

const finding = [
  'CRITICAL  The append-only file is off  [aof/not-enabled]',
  'Where:  10.0.0.1:7001, 10.0.0.1:7002',
  'What:   AOF is off on this primary',
  'To do:',
  '    redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes',
  '  - If this role is meant to run without it, declare `policy.aof.roles`.',
].join('\n');

const announcement = {
  subject: '[CRITICAL] shop: The append-only file is off',
  text: `Cluster shop, audit "full" of 2026-03-01 03:00:00 UTC, 6 of 6 nodes answered.\n\n${finding}`,
  clusterId: 'shop',
  reason: '1 began to fire',
};

/** Every text of a message that Slack shows. */
const textsOf = (blocks: readonly SlackBlock[]): readonly string[] =>
  blocks.flatMap((block) => (block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text]));

/** The one text in which this stands. */
const textWith = (message: SlackMessage, words: string) => textsOf(message.blocks).find((text) => text.includes(words));

describe('a message to Slack', () => {
  test('has the subject as its title, the reason, and each finding in a block as it is laid out', () => {
    expect(slackMessage(announcement)).toEqual({
      text: '🔴 [CRITICAL] shop: The append-only file is off',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: '🔴 [CRITICAL] shop: The append-only file is off', emoji: false },
        },
        { type: 'context', elements: [{ type: 'plain_text', text: 'shop · 1 began to fire', emoji: false }] },
        {
          type: 'section',
          text: {
            type: 'plain_text',
            text: 'Cluster shop, audit "full" of 2026-03-01 03:00:00 UTC, 6 of 6 nodes answered.',
            emoji: false,
          },
        },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: `*CRITICAL  The append-only file is off  [aof/not-enabled]*\n\`\`\`\n${finding.slice(finding.indexOf('Where:'))}\n\`\`\``,
            verbatim: true,
          },
        },
      ],
    });
  });

  test.each([
    ['[WARNING] shop: a', '🟠 [WARNING] shop: a'],
    ['[INFO] shop: a', '🔵 [INFO] shop: a'],
    ['[RESOLVED] shop: a', '🟢 [RESOLVED] shop: a'],
    ['Somebody says', 'Somebody says'],
  ])('of the subject "%s" is seen for what it is', (subject, title) => {
    expect(textsOf(slackMessage({ subject, text: 'a' }).blocks)).toEqual([title, 'a']);
  });
});

describe('what a key, a host or a client is called', () => {
  const inWhat = (name: string) =>
    slackMessage({ ...announcement, text: finding.replace('AOF is off', `"${name}" is slow`) });

  test.each([
    ['mentions nobody', '<!channel> <@U123> <!here|x>', '&lt;!channel&gt; &lt;@U123&gt; &lt;!here|x&gt;'],
    ['is no link to elsewhere', '<https://evil.example|docs>', '&lt;https://evil.example|docs&gt;'],
    ['is shown as it is, entities too', 'a&lt;b & c', 'a&amp;lt;b &amp; c'],
    ['does not end the block of code', '``` *x* ```', 'ˋˋˋ *x* ˋˋˋ'],
    ['does not move the text around', 'a\u202eb\u001b[31m\u0007', 'a\\u202eb\\x1b[31m\\x07'],
    ['is no broken character', 'a\ud83d', 'a\ufffd'],
  ])('%s', (_, name, shown) => {
    expect(textWith(inWhat(name), 'What:')).toContain(`"${shown}" is slow`);
  });

  test('calls nobody in the title either, nor in the notification of it', () => {
    const message = slackMessage({ subject: '[INFO] <!channel> @here #general', text: 'a' });
    expect(message.text).toBe('🔵 [INFO] &lt;!channel&gt; @\u200bhere #\u200bgeneral');
    expect(message.blocks[0]).toMatchObject({ text: { type: 'plain_text', emoji: false } });
  });

  test('formats nothing where it stands in a line that begins like a finding', () => {
    const { blocks } = slackMessage({ subject: 'a', text: 'CRITICAL *bold* `code`\nmore' });
    expect(blocks[1]).toEqual({
      type: 'section',
      text: { type: 'plain_text', text: 'CRITICAL *bold* `code`\nmore', emoji: false },
    });
  });
});

describe('a message that is too long', () => {
  const many = (count: number, what = finding) => ({
    ...announcement,
    text: Array.from({ length: count }, () => what).join('\n\n'),
  });
  const leftOut = (message: SlackMessage) =>
    Number(/… (\d+) more characters/.exec(textsOf(message.blocks).at(-1) ?? '')?.[1] ?? 0);

  test('is cut, and says how much is missing and where it is', () => {
    const message = slackMessage(many(100));
    expect(JSON.stringify(message).length).toBeGreaterThan(slackLimits.message - 500);
    expect(textsOf(message.blocks).at(-1)).toMatch(
      /^… \d+ more characters are left out here; the alert history has all of them\.$/,
    );
    const shown = textsOf(message.blocks.slice(2, -1))
      .join('')
      .replaceAll(/[*`]|\n/g, '').length;
    const all = many(100).text.replaceAll(/[*`]|\n/g, '').length;
    expect(leftOut(message) / (all - shown)).toBeCloseTo(1, 1);
  });

  test('has no more blocks than Slack takes', () => {
    const message = slackMessage(many(200, 'INFO  a\nb'));
    expect(message.blocks).toHaveLength(slackLimits.blocks);
    expect(leftOut(message)).toBe((200 - 47) * 'INFO  ab'.length);
  });

  test('goes on in another section where one is full, at the end of a line', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index} `.padEnd(60, '.'));
    const { blocks } = slackMessage({ subject: 'a', text: lines.join('\n') });
    expect(textsOf(blocks).slice(1).join('\n')).toBe(lines.join('\n'));
    expect(blocks).toHaveLength(1 + 3);
  });

  test('is cut between two characters where a line has no end', () => {
    const { blocks } = slackMessage({ subject: '🙂'.repeat(200), text: '🙂<'.repeat(3000) });
    const texts = textsOf(blocks);
    expect(texts[0]).toMatch(/^(🙂)+… \(\d+ more\)$/u);
    for (const text of texts.slice(1, -1)) expect(text).toMatch(/^(🙂|&lt;)+$/u);
  });

  test('ends before a part that begins with nothing but blanks', () => {
    const text = [...Array.from({ length: 4 }, () => 'a'.repeat(2900)), `${' '.repeat(2900)}b`].join('\n\n');
    const texts = textsOf(slackMessage({ subject: 'a', text }).blocks);
    expect(texts.filter((each) => each.trim() === '')).toEqual([]);
    expect(texts.at(-1)).toBe('… 2901 more characters are left out here; the alert history has all of them.');
  });

  test('is within every limit whatever stands in it, and every text has words', () => {
    const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<&>', '```', '\n\n', '"\\', finding, ' '));
    const text = fc.array(fc.tuple(words, fc.integer({ min: 1, max: 2000 }))).map((parts) =>
      parts
        .map(([word, times]) => word.repeat(times))
        .join('')
        .slice(0, 20_000),
    );
    fc.assert(
      fc.property(text, text, text, (subject, reason, body) => {
        const message = slackMessage({ subject: `a${subject}`, text: body, reason });
        expect(JSON.stringify(message).length).toBeLessThanOrEqual(slackLimits.message);
        expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
        const texts = textsOf(message.blocks);
        expect(texts[0]?.length).toBeLessThanOrEqual(slackLimits.header);
        for (const each of texts) {
          expect(each.length).toBeLessThanOrEqual(slackLimits.section);
          expect(each.trim()).not.toBe('');
          expect(each).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
          expect(each.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
