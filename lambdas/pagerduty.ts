import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { secretValue } from '../lib/adapters/secrets/secrets-manager.ts';
import { type PagerDuty, pagerDuty, routingKeyIn } from '../lib/adapters/sinks/pagerduty.ts';
import { SecretError } from '../lib/core/errors.ts';
import { severities } from '../lib/core/finding.ts';
import { readMessageDocument } from '../lib/core/message-document.ts';
import { type PagerDutyEvent, type PagerDutyScope, pagerDutyEvents } from '../lib/core/pagerduty-events.ts';
import { rememberSent, type SentEvents, whySkipped } from '../lib/core/pagerduty-order.ts';
import { patience } from './clients.ts';
import { describeError } from './describe-error.ts';
import { variable } from './environment.ts';
import { parseMessages, type TopicMessage } from './events.ts';
import { logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

/** Left of the time of the function for what comes after the last request. */
const RESERVED_MS = 2000;

const service = once(async (): Promise<{ readonly scope: PagerDutyScope; readonly pager: PagerDuty }> => {
  const wanted = variable('pagerdutySeverities').split(',');
  return {
    scope: { environment: variable('environment'), severities: severities.filter((each) => wanted.includes(each)) },
    pager: pagerDuty({
      endpoint: variable('pagerdutyEndpoint'),
      key: secretValue(await traced(new SecretsManagerClient(patience)), variable('pagerdutySecret'), routingKeyIn),
      now: () => Date.now(),
      sleep: (ms) => sleep(ms),
      timeoutMs: 5000,
    }),
  };
});

/** Started by the alert topic: opens and closes incidents. What PagerDuty did not take fails the event, after the rest. */
export const handler = middy(async (event: unknown, context: Context) => {
  const messages = parseMessages(event);
  const until = Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS;
  const { scope, pager } = await service();
  const failures: unknown[] = [];
  for (const message of messages) {
    const document = readMessageDocument(message.message);
    if (document === undefined) logger.info('nobody is paged by what is no alert', { subject: message.subject });
    for (const each of document === undefined ? [] : pagerDutyEvents(document, scope))
      failures.push(...(await send(pager, each, message, until)));
  }
  if (failures.length > 0) throw failures[0];
}).use(observability);

/** @returns why it was not sent, if it was not. @throws SecretError, as then nothing else can be sent either */
async function send(
  pager: PagerDuty,
  event: PagerDutyEvent,
  source: TopicMessage,
  until: number,
): Promise<readonly unknown[]> {
  const { event_action: action, dedup_key: incident } = event;
  const skipped = whySkipped(event, source, sent);
  if (skipped !== undefined) {
    logger.info('not sent to PagerDuty', { action, incident, reason: skipped });
    return [];
  }
  try {
    await pager.send(event, until);
  } catch (error) {
    if (error instanceof SecretError) throw error;
    logger.error('not sent to PagerDuty', { action, incident, error: describeError(error) });
    return [error];
  }
  sent = rememberSent(sent, event, source);
  logger.info('sent to PagerDuty', { action, incident });
  return [];
}

let sent: SentEvents = new Map();
