import { type Duration, TimeZone } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  type IScheduleGroup,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Schedule as DeclaredSchedule } from '../config/environment/schema.ts';

/** Attempts of a call that Lambda did not take. What its function makes of it is no longer the schedule's business. */
const CALL_RETRIES = 3;

export interface ScheduledCall {
  readonly description: string;
  readonly group: IScheduleGroup;
  readonly schedule: DeclaredSchedule;
  readonly target: IFunction;
  /** As whom Scheduler calls. */
  readonly role: IRole;
  /** What the function is told beside `scheduledAt`, the time that it was due. */
  readonly input?: Readonly<Record<string, string>>;
  /** A call that is later than this is given up on. */
  readonly maxAge: Duration;
  /** Where it goes then. */
  readonly deadLetters: IQueue;
}

/** Has a function called whenever it is due, with the time at which it was. */
export function callOnSchedule(scope: Construct, id: string, call: ScheduledCall): void {
  const { description, group, schedule, target, role, input, maxAge, deadLetters } = call;
  new Schedule(scope, id, {
    description,
    scheduleGroup: group,
    schedule: ScheduleExpression.expression(schedule.schedule, TimeZone.of(schedule.timeZone)),
    target: new LambdaInvoke(target, {
      role,
      input: ScheduleTargetInput.fromObject({ ...input, scheduledAt: ContextAttribute.scheduledTime }),
      retryAttempts: CALL_RETRIES,
      maxEventAge: maxAge,
      deadLetterQueue: deadLetters,
    }),
  });
}
