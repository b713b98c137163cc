import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { cutText } from '../../lib/core/cut-text.ts';
import { messageDocument } from '../../lib/core/message-document.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { messageMarkdown } from '../../lib/core/message-markdown.ts';
import type { Notification } from '../../lib/core/notification.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

const one = notificationOf([alertOf('aof/not-enabled', 7001)]);
const over = notificationOf([alertOf('aof/not-enabled', 7001, { state: 'resolved' })]);

const withoutSteps = (content: Notification['content']): Notification['content'] => ({
  ...content,
  parts: content.parts.map((part) => ({ ...part, steps: [] })),
});

/** Every node has something else to say, so nothing can be said together. */
const many = (count: number, message = 'é & "quotes" \\ and \u{1f525}'): Notification =>
  notificationOf(
    Array.from({ length: count }, (_, i) => alertOf('aof/not-enabled', 7000 + i, { message: `${message} ${i}` })),
  );

const formsOf = (notification: Notification): Record<string, string> => JSON.parse(messageForms(notification));

describe('the forms of a message', () => {
  test('are text, one for each protocol', () => {
    const forms = formsOf(one);
    expect(Object.keys(forms).sort()).toEqual(['default', 'email', 'https', 'lambda', 'sqs']);
    expect(Object.values(forms).every((form) => typeof form === 'string')).toBe(true);
  });

  test('are plain text for people', () => {
    expect(formsOf(one)).toMatchObject({ default: one.text, email: one.text });
  });

  test('are a custom notification for the chat, in one thread for each cluster', () => {
    expect(JSON.parse(formsOf(one).https ?? '')).toEqual({
      version: '1.0',
      source: 'custom',
      id: 'a1',
      content: {
        textType: 'client-markdown',
        title: one.subject,
        description: messageMarkdown(withoutSteps(one.content), 8000),
        nextSteps: [
          '`redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes`',
          'It forks once to write the first file: on a primary with gigabytes of data choose a quiet hour.',
          '`redis-cli -h 10.0.0.1 -p 7001 CONFIG REWRITE`',
          'If this role is meant to run without it, declare `policy.aof.roles`.',
        ],
      },
      metadata: { threadId: 'prod', summary: one.subject, enableCustomActions: false },
    });
  });

  test('say in the chat what to do with the rest, where a step is too long for the list of steps', () => {
    const [part] = one.content.parts;
    const long = { ...one.content, parts: [{ ...part, steps: [{ kind: 'command', text: 'x'.repeat(349) }] }] };
    const { content } = JSON.parse(formsOf({ ...one, content: long } as Notification).https ?? '');
    expect(content).not.toHaveProperty('nextSteps');
    expect(content.description).toContain('x'.repeat(349));
  });

  test('say in the chat no steps of what is over', () => {
    expect(JSON.parse(formsOf(over).https ?? '').content).not.toHaveProperty('nextSteps');
  });

  test('are a document for machines', () => {
    const forms = formsOf(one);
    expect(forms.sqs).toBe(forms.lambda);
    expect(v.parse(messageDocument, JSON.parse(forms.lambda ?? ''))).toMatchObject({
      schemaVersion: 1,
      clusterId: 'prod',
      content: { parts: [{ rule: 'aof/not-enabled', alerts: [{ fingerprint: 'aof/not-enabled 7001' }] }] },
      partsLeftOut: 0,
    });
  });

  test.each([1, 10, 100, 1000, 5000])('about %d alerts stay below what SNS takes, and what the chat shows', (count) => {
    const notification = many(count);
    expect(Buffer.byteLength(messageForms(notification))).toBeLessThan(262_144 - 200);
    const { content } = JSON.parse(formsOf(notification).https ?? '');
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8000);
  });

  test('say how much was left out', () => {
    const { email = '', https = '', lambda = '' } = formsOf(many(1000));
    expect(email).toMatch(/\n… \d+ more characters: the history of alerts has all of it$/);
    expect(JSON.parse(https).content.description).toMatch(/… and \d+ more: the history of alerts has all of it$/);
    const { content, partsLeftOut } = JSON.parse(lambda);
    expect(content.parts.length + partsLeftOut).toBe(1000);
    expect(partsLeftOut).toBeGreaterThan(0);
  });
});

describe('a message in markup', () => {
  test('says what, where, since when, why and what to run', () => {
    const text = messageMarkdown(one.content, 8000);
    for (const words of [
      '*CRITICAL*  The append-only file is off  `aof/not-enabled`',
      '*Where:* 10.0.0.1:7001',
      '*What:* AOF is off on this primary',
      '*To do:*\n```redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes```',
    ])
      expect(text).toContain(words);
  });

  test('says what is over', () => {
    expect(messageMarkdown(over.content, 8000)).toContain(
      '*RESOLVED*  The append-only file is off  `aof/not-enabled`\n10.0.0.1:7001, since 2026-03-01 03:00:00 UTC',
    );
  });

  test('calls nobody and links nowhere, whatever a node says', () => {
    const hostile = notificationOf([alertOf('aof/not-enabled', 7001, { message: '<!channel> <https://evil|fix> &' })]);
    expect(messageMarkdown(hostile.content, 8000)).toContain('&lt;!channel&gt; &lt;https://evil|fix&gt; &amp;');
  });

  test('of one alert that is too long for it is cut', () => {
    const long = messageMarkdown(many(1, 'x'.repeat(9000)).content, 8000);
    expect(long.length).toBeLessThanOrEqual(8000);
    expect(long).toContain('*What:* xxx');
  });
});

describe('text that is cut', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['\u{1f525}\u{1f525}', 2, '\u{1f525}\u{1f525}'],
    ['x'.repeat(100), 30, `${'x'.repeat(8)}\n… 92 more characters`],
  ])('%s to %d characters', (text, most, want) => {
    expect(cutText(text, most)).toBe(want);
  });

  test('has no half characters', () => {
    const cut = cutText('\u{1f525}'.repeat(100), 31);
    expect(cut.isWellFormed()).toBe(true);
  });
});
