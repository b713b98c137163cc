import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { statementsOf } from './policy-statement.ts';

/** Attempts of a call that Lambda did not take. What its function makes of it is no longer the schedule's business. */
export const CALL_RETRIES = 3;

interface Calls {
  /** Whose schedules call. */
  readonly group: ScheduleGroup;
  readonly target: IFunction;
  /** Where a call goes that could not be made in time. */
  readonly deadLetters: IQueue;
}

/** The role that a target makes for itself may call every version of the function; only the newest is ever called. */
export function callerRole(scope: Construct, { group, target, deadLetters }: Calls): IRole {
  const { account } = Stack.of(scope);
  const given = statementsOf(scope, 'schedules', { observe: target, deadLetters });
  const statements = given.map(({ statement }) => statement);
  return new Role(scope, 'Caller', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group.scheduleGroupArn } },
    }),
    inlinePolicies: { schedules: new PolicyDocument({ statements }) },
  }).withoutPolicyUpdates();
}
