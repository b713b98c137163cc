import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { callerRole } from './caller-role.ts';
import { callOnSchedule } from './scheduled-call.ts';
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
      callOnSchedule(this, audit, {
        description: `Redis auditor: ${audit} audit of ${props.clusterId}`,
        group: this.group,
        schedule,
        target,
        role,
        input: { audit },
        maxAge: Duration.seconds(callAgeSeconds(schedule, props.now)),
        deadLetters,
      });
    }
  }
}
