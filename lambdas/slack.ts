import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import * as v from 'valibot';
import { type SecretValue, secretValue } from '../lib/adapters/secrets/secrets-manager.ts';
import { postToSlack, type SlackAnswer, webhookUrl } from '../lib/adapters/sinks/slack-webhook.ts';
import { messageDocument } from '../lib/core/message-document.ts';
import { type SlackMessage, slackMessage, slackText } from '../lib/core/slack-blocks.ts';
import { patience } from './clients.ts';
import { variable } from './environment.ts';
import { parseMessages } from './events.ts';
import { logger, middleware, traced } from './observability.ts';
import { once } from './once.ts';

const webhook = once(async () =>
  secretValue(await traced(new SecretsManagerClient(patience)), variable('webhookSecret'), webhookUrl),
);

/** Started by the alert topic: posts each message to a Slack channel. What Slack did not take fails the event. */
export const handler = middy(async (event: unknown) => {
  const messages = parseMessages(event);
  const url = await webhook();
  for (const { subject, message } of messages) {
    await post(url, formOf(subject, message));
    logger.info('posted', { subject });
  }
  return { posted: messages.length };
}).use([...middleware]);

/** Once more with another URL, if the webhook is refused for good and its secret was changed. */
async function post(url: SecretValue<string>, message: SlackMessage): Promise<void> {
  const answer = await inTurn(await url.read(), message);
  if (answer === 'taken') return;
  const renewed = answer.retryable ? null : await url.renew();
  const second = renewed === null ? answer : await inTurn(renewed, message);
  if (second !== 'taken') throw second.error;
}

function formOf(subject: string, message: string): SlackMessage {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), messageDocument), message);
  return parsed.success ? slackMessage(parsed.output) : slackText(subject, message);
}

/** Slack takes about one message a second for each channel. */
const PACE_MS = 1000;

let nextTurnAt = Number.NEGATIVE_INFINITY;

async function inTurn(url: string, message: SlackMessage): Promise<SlackAnswer> {
  const wait = nextTurnAt - performance.now();
  if (wait > 0) await delay(wait);
  const answer = await postToSlack(url, message);
  nextTurnAt = performance.now() + PACE_MS;
  return answer;
}
