import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { type GrantTargets, statementsOf } from './policy-statement.ts';

/**
 * The role by which the schedules of a group call. The one that a target makes for itself may call every version of the
 * function; only the newest is ever called.
 */
export function callerRole(
  scope: Construct,
  name: 'schedules' | 'save-schedule' | 'copy-schedule' | 'digest-schedule' | 'compact-schedule',
  group: IScheduleGroup,
  targets: GrantTargets,
): Role {
  const { account } = Stack.of(scope);
  const statements = statementsOf(scope, name, targets).map(({ statement }) => statement);
  return new Role(scope, 'Caller', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group.scheduleGroupArn },
      },
    }),
    inlinePolicies: { schedules: new PolicyDocument({ statements }) },
  });
}
