import { beforeAll, describe, expect, test } from '@jest/globals';
import { manyFailures } from '../../bench/many-failures.ts';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { jsonObjects } from '../../lib/adapters/stores/shared/json-objects.ts';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { assess } from '../../lib/assess.ts';
import { parseAlertLines } from '../../lib/core/alert-log.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import type { Notification } from '../../lib/core/notification.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { historyKey } from '../../lib/core/storage-keys.ts';
import { mailbox } from '../harness/mailbox.ts';

/** Its time and its memory are measured by `npm run bench`. */
describe('an assessment in which ten thousand checks fail', () => {
  const { facts, rules } = manyFailures(10_000);
  const objects = memoryStore();
  const mail = mailbox();
  let message: Notification;
  beforeAll(async () => {
    const records = recordStore(objects);
    const tools = { state: records, history: records, sinks: [mail], pause: async () => {} };
    await assess({ facts, rules, policy: defaultPolicy, alerting: defaultAlertSettings }, tools);
    message = mail.taken[0] as Notification;
  }, 60_000);

  test('is one message, with a subject that every mail system takes', () => {
    expect(mail.taken).toHaveLength(1);
    expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(message.alerts.length).toBeGreaterThanOrEqual(10_000);
  });

  test('has a text that people can be sent, and that says how much it leaves out', () => {
    expect(message.text.length).toBeLessThan(50_000);
    const told = (message.text.match(/^(?:CRITICAL|WARNING|INFO) {2}/gm) ?? []).length;
    expect(message.text).toContain(`${message.alerts.length - told} more alerts are left out here`);
  });

  test('fits into what SNS takes, in every form, and into what the chat shows', () => {
    const forms = messageForms(message);
    expect(Buffer.byteLength(forms)).toBeLessThan(262_144);
    const { https } = JSON.parse(forms) as { readonly https: string };
    const { content } = JSON.parse(https) as {
      readonly content: { readonly title: string; readonly description: string };
    };
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8000);
  });

  test('begins with the worst', () => {
    const rank = message.alerts.map(({ severity }) => ['critical', 'warning', 'info'].indexOf(severity));
    expect(rank).toEqual(rank.toSorted((a, b) => a - b));
  });

  test('leaves every alert in the log, with who was told', async () => {
    const lines = await jsonObjects(objects).loadLines(historyKey('alerts', facts));
    const parsed = parseAlertLines(lines ?? []) ?? [];
    const logged = parsed.flatMap((line) => (line.kind === 'delivery' ? [] : line.alert.fingerprint));
    const told = parsed.flatMap((line) =>
      line.kind === 'delivery' ? line.told.map(({ fingerprint }) => `${line.delivery.sink} ${fingerprint}`) : [],
    );
    expect(logged).toHaveLength(message.alerts.length);
    expect(new Set(told)).toEqual(new Set(logged.map((fingerprint) => `mailbox ${fingerprint}`)));
  });
});
