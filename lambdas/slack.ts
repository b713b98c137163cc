import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import * as v from 'valibot';
import { secretText } from '../lib/adapters/secrets/secrets-manager.ts';
import { type SlackWebhook, slackWebhook } from '../lib/adapters/sinks/slack-webhook.ts';
import { environmentVariables } from '../lib/constants.ts';
import { readAnnouncement } from '../lib/core/announcement.ts';
import { FunctionError } from '../lib/core/errors.ts';
import { slackMessage } from '../lib/report/slack-blocks.ts';
import { patience } from './clients.ts';
import { logger, observability } from './observability.ts';
import { traced } from './tracing.ts';

/** Of an SNS event, what is needed of it. */
const snsEvent = v.object({
  Records: v.array(
    v.object({ Sns: v.object({ MessageId: v.string(), Subject: v.nullish(v.string()), Message: v.string() }) }),
  ),
});

/** Started by the alert topic: posts each message to a channel of Slack. An error makes Lambda try again. */
export const handler = middy(async (event: unknown) => {
  for (const { MessageId, Subject, Message } of messagesIn(event)) {
    if (posted.includes(MessageId)) continue;
    const announcement = readAnnouncement(Message, Subject ?? undefined);
    await (await webhook()).post(JSON.stringify(slackMessage(announcement)));
    posted = [...posted.slice(1 - MOST_REMEMBERED), MessageId];
    logger.info('posted to Slack', { subject: announcement.subject });
  }
}).use(observability);

function messagesIn(event: unknown): readonly v.InferOutput<typeof snsEvent>['Records'][number]['Sns'][] {
  const parsed = v.safeParse(snsEvent, event);
  if (parsed.success) return parsed.output.Records.map(({ Sns }) => Sns);
  throw new FunctionError('this event is not from an SNS topic', 'Subscribe this function to the alert topic.');
}

/** SNS delivers at least once, and a retry brings what was posted before the error: both are the same message again. */
let posted: readonly string[] = [];
const MOST_REMEMBERED = 100;

let known: SlackWebhook | undefined;

/** The URL is read once, and again when Slack no longer knows it. */
async function webhook(): Promise<SlackWebhook> {
  known ??= slackWebhook({
    url: secretText(await traced(new SecretsManagerClient(patience)), secretId()),
    now: () => Date.now(),
    sleep: (ms) => sleep(ms),
    timeoutMs: 8000,
  });
  return known;
}

function secretId(): string {
  const id = process.env[environmentVariables.webhookSecret];
  if (id !== undefined && id !== '') return id;
  const problem = `the environment variable ${environmentVariables.webhookSecret} is not set`;
  throw new FunctionError(problem, 'Deploy the stack again: it sets it.');
}
