import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import * as v from 'valibot';
import { type SecretText, secretText } from '../lib/adapters/secrets/secrets-manager.ts';
import { postToSlack, type SlackAnswer } from '../lib/adapters/sinks/slack-webhook.ts';
import { messageDocument } from '../lib/core/message-document.ts';
import { type SlackMessage, slackMessage, slackText } from '../lib/core/slack-blocks.ts';
import { patience } from './clients.ts';
import { variable } from './environment.ts';
import { parseMessages } from './events.ts';
import { logger, middleware, traced } from './observability.ts';
import { once } from './once.ts';

const webhook = once(async () =>
  secretText(await traced(new SecretsManagerClient(patience)), variable('webhookSecret')),
);

/** Started by the alert topic: posts each message to a Slack channel. What Slack did not take fails the event. */
export const handler = middy(async (event: unknown) => {
  const messages = parseMessages(event);
  const url = await webhook();
  for (const { subject, message } of messages) {
    await untilNextTurn();
    await post(url, formOf(subject, message));
    logger.info('posted', { subject });
  }
  return { posted: messages.length };
}).use([...middleware]);

/** Once more with another URL, if the webhook is refused for good and its secret was changed. */
async function post(url: SecretText, message: SlackMessage): Promise<void> {
  let answer: SlackAnswer = await postToSlack(await url.read(), message);
  const renewed = answer === 'taken' || answer.retryable ? null : await url.renew();
  if (renewed !== null) {
    await untilNextTurn();
    answer = await postToSlack(renewed, message);
  }
  if (answer !== 'taken') throw answer.error;
}

function formOf(subject: string, message: string): SlackMessage {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), messageDocument), message);
  return parsed.success ? slackMessage(parsed.output) : slackText(subject, message);
}

/** Slack takes about one message a second for each channel. */
const PACE_MS = 1000;

let nextTurnAt = Number.NEGATIVE_INFINITY;

async function untilNextTurn(): Promise<void> {
  const wait = nextTurnAt - performance.now();
  nextTurnAt = Math.max(nextTurnAt, performance.now()) + PACE_MS;
  if (wait > 0) await delay(wait);
}
