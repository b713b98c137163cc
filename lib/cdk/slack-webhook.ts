import type { Construct } from 'constructs';
import { environmentVariables } from '../constants.ts';
import { AlertCarrier, type CarrierProps } from './alert-carrier.ts';

export interface SlackWebhookProps extends CarrierProps {
  /** Secret whose text is the webhook's URL: its name or ARN. */
  readonly secret: string;
}

/** A function that carries messages from the topic to an incoming webhook of Slack. */
export class SlackWebhook extends AlertCarrier {
  constructor(scope: Construct, id: string, { secret, ...props }: SlackWebhookProps) {
    super(scope, id, props, {
      bundle: 'slack',
      alarmName: 'webhook',
      service: 'a Slack webhook',
      variables: { [environmentVariables.webhookSecret]: secret },
      targets: { webhookSecret: secret },
    });
  }
}
