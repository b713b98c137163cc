import { describe, expect, test } from '@jest/globals';
import { readAnnouncement } from '../../lib/core/announcement.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

describe('what a topic hands on', () => {
  const known = { subject: '[INFO] shop: a', text: 'b', clusterId: 'shop', reason: '1 resolved' };

  test('is read for what people need of it', () => {
    const document = { ...known, id: '1', schemaVersion: 1, scheduledAt: '2026-03-01T03:00:00.000Z' };
    expect(readAnnouncement(JSON.stringify(document), 'of the mail')).toEqual(known);
  });

  test('is what the topic is told for functions', () => {
    const { subject, text, clusterId, reason, ...notification } = notificationOf([alertOf('aof/not-enabled', 7001)]);
    const { lambda } = JSON.parse(messageForms({ ...notification, subject, text, clusterId, reason }));
    expect(readAnnouncement(lambda, subject)).toEqual({ subject, text, clusterId, reason });
  });

  test('may say less', () => {
    expect(readAnnouncement('{"subject":"a","text":"b"}', undefined)).toEqual({ subject: 'a', text: 'b' });
  });

  test.each([
    ['text', 'maintenance at nine'],
    ['a number', '42'],
    ['a document of others', '{"AlarmName":"a","NewStateValue":"ALARM"}'],
    ['one that is not whole', '{"subject":"a"}'],
    ['one whose parts are of another kind', '{"subject":"a","text":["b"]}'],
    ['JSON that is damaged', '{"subject":"a","text":"b"'],
  ])('is shown as it is where it is %s', (_, message) => {
    expect(readAnnouncement(message, 'by hand')).toEqual({ subject: 'by hand', text: message });
    for (const subject of [undefined, '', ' '])
      expect(readAnnouncement(message, subject).subject).toBe('Message to the alert topic');
  });
});
