import { Duration, RemovalPolicy, TimeZone } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CALL_RETRIES, callerRole } from './caller-role.ts';
import { callAgeSeconds, type Schedules } from './timing.ts';

export interface AuditSchedulesProps {
  readonly clusterId: string;
  /** By kind of audit. A kind that is left out is not audited on its own. */
  readonly schedules: Schedules;
  /** Called with the kind of audit and the time it was due. */
  readonly target: IFunction;
  /** Where a call goes that could not be made in time. */
  readonly deadLetters: IQueue;
  /** Milliseconds since 1970: a cron is looked at from here on. */
  readonly now: number;
}

/** When a cluster is visited. A call that comes later than the next one would tell yesterday's news and is given up on. */
export class AuditSchedules extends Construct {
  readonly group: ScheduleGroup;

  constructor(scope: Construct, id: string, props: AuditSchedulesProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const { target, deadLetters } = props;
    const role = callerRole(this, 'schedules', this.group, { observe: target, deadLetters }).withoutPolicyUpdates();
    for (const [audit, schedule] of Object.entries(props.schedules)) {
      new Schedule(this, audit, {
        description: `Redis auditor: ${audit} audit of ${props.clusterId}`,
        scheduleGroup: this.group,
        schedule: ScheduleExpression.expression(schedule.schedule, TimeZone.of(schedule.timeZone)),
        target: new LambdaInvoke(target, {
          role,
          input: ScheduleTargetInput.fromObject({ audit, scheduledAt: ContextAttribute.scheduledTime }),
          retryAttempts: CALL_RETRIES,
          maxEventAge: Duration.seconds(callAgeSeconds(schedule, props.now)),
          deadLetterQueue: deadLetters,
        }),
      });
    }
  }
}
