import type { Construct } from 'constructs';
import { pagerDutyEndpoints } from '../adapters/sinks/pagerduty.ts';
import type { AlertRouting } from '../config/environment/schema.ts';
import { environmentVariables } from '../constants.ts';
import { AlertCarrier, type CarrierProps } from './alert-carrier.ts';

export interface PagerDutyProps extends CarrierProps {
  /** Part of the identity of an incident. */
  readonly environmentName: string;
  readonly service: NonNullable<AlertRouting['pagerduty']>;
}

/** Context that names a stand-in for PagerDuty on the machine of a test. */
const STAND_IN = 'redis-auditor:pagerduty-endpoint';

/** A function that opens and closes incidents of a PagerDuty service by the messages of the topic. */
export class PagerDuty extends AlertCarrier {
  constructor(scope: Construct, id: string, { environmentName, service, ...props }: PagerDutyProps) {
    const { secret, severities, region } = service;
    const standIn = scope.node.tryGetContext(STAND_IN) as string | undefined;
    super(scope, id, props, {
      bundle: 'pagerduty',
      alarmName: 'pagerduty',
      service: 'PagerDuty',
      variables: {
        [environmentVariables.environment]: environmentName,
        [environmentVariables.pagerdutySecret]: secret,
        [environmentVariables.pagerdutyEndpoint]: standIn ?? pagerDutyEndpoints[region],
        [environmentVariables.pagerdutySeverities]: severities.join(),
      },
      targets: { pagerdutySecret: secret },
    });
  }
}
