import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { secretValue } from '../lib/adapters/secrets/secrets-manager.ts';
import { slackWebhook } from '../lib/adapters/sinks/slack-webhook.ts';
import { readAnnouncement } from '../lib/core/announcement.ts';
import { slackMessage } from '../lib/report/slack-blocks.ts';
import { patience } from './clients.ts';
import { variable } from './environment.ts';
import { parseMessages } from './events.ts';
import { logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const webhook = once(async () =>
  slackWebhook({
    url: secretValue(await traced(new SecretsManagerClient(patience)), variable('webhookSecret'), (text) => text),
    now: () => Date.now(),
    sleep: (ms) => sleep(ms),
    timeoutMs: 5000,
  }),
);

/** Started by the alert topic: posts each message to a channel of Slack. What Slack did not take fails the event. */
export const handler = middy(async (event: unknown) => {
  const messages = parseMessages(event);
  const channel = await webhook();
  for (const { id, subject, message } of messages) {
    if (posted.includes(id)) continue;
    const announcement = readAnnouncement(message, subject);
    await channel.post(JSON.stringify(slackMessage(announcement)));
    posted = [...posted.slice(1 - MOST_REMEMBERED), id];
    logger.info('posted to Slack', { subject: announcement.subject });
  }
}).use(observability);

/** SNS hands a message on at least once, and a retry brings again what was posted before the error. */
let posted: readonly string[] = [];
const MOST_REMEMBERED = 100;
