import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { secretValue } from '../lib/adapters/secrets/secrets-manager.ts';
import { type PagerDuty, pagerDuty, type RefusedEvent, routingKeyIn } from '../lib/adapters/sinks/pagerduty.ts';
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
  const refused: RefusedEvent[] = [];
  for (const message of messages) {
    const events = eventsIn(message, scope);
    const notTaken = await pager.send(events, until);
    note(events, notTaken, message);
    refused.push(...notTaken);
  }
  const [first] = refused;
  if (first !== undefined) throw first.error;
}).use(observability);

/** SNS hands a message on at least once and in any order. */
let sent: SentEvents = new Map();

function eventsIn(message: TopicMessage, scope: PagerDutyScope): readonly PagerDutyEvent[] {
  const document = readMessageDocument(message.message);
  if (document === undefined) {
    logger.info('nobody is paged by what is no alert', { subject: message.subject });
    return [];
  }
  return pagerDutyEvents(document, scope).filter((event) => {
    const reason = whySkipped(event, message, sent);
    if (reason !== undefined) logger.info('not sent to PagerDuty', { ...named(event), reason });
    return reason === undefined;
  });
}

function note(events: readonly PagerDutyEvent[], refused: readonly RefusedEvent[], message: TopicMessage): void {
  const errors = new Map(refused.map(({ event, error }) => [event, error]));
  for (const event of events) {
    const error = errors.get(event);
    if (error === undefined) {
      sent = rememberSent(sent, event, message);
      logger.info('sent to PagerDuty', named(event));
    } else logger.error('not sent to PagerDuty', { ...named(event), error: describeError(error) });
  }
}

function named({ event_action: action, dedup_key: incident }: PagerDutyEvent) {
  return { action, incident };
}
